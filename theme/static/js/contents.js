/* The table of contents marks the part that is being read: the last heading above the upper third of the screen. */
(() => {
  const headings = new Map();
  for (const link of document.querySelectorAll(".toc__link")) {
    headings.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
  }
  headings.delete(null);

  const mark = () => {
    const read = [...headings.keys()].findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    for (const [heading, link] of headings) link.ariaCurrent = heading === read ? "true" : null;
  };

  const passed = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings.keys()) passed.observe(heading);
})();
