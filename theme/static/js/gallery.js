/* A small picture brings its large one on the stage without moving the page; the one on the stage is marked. */
(() => {
  const stage = document.querySelector(".gallery__stage");
  const links = document.querySelectorAll(".gallery__link");

  const seen = new IntersectionObserver((entries) => {
    const shown = entries.find((entry) => entry.isIntersecting);
    for (const link of shown ? links : []) link.ariaCurrent = link.hash === `#${shown.target.id}` ? "true" : null;
  }, { root: stage, threshold: 0.6 });

  for (const link of links) {
    const picture = document.querySelector(link.hash);
    seen.observe(picture);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      stage.scrollBy({ left: picture.getBoundingClientRect().left - stage.getBoundingClientRect().left });
    });
  }
})();
