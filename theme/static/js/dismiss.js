/* Escape, or a click elsewhere, closes what hangs open over the page. */
(() => {
  const boxes = () => document.querySelectorAll("details[data-dismiss][open]");
  const items = document.querySelectorAll(".menu__item");

  document.addEventListener("click", (event) => {
    for (const box of boxes()) box.open = box.contains(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const box of boxes()) {
      if (box.contains(document.activeElement)) box.firstElementChild.focus();
      box.open = false;
    }
    for (const item of items) {
      if (item.querySelector(".menu__children :focus")) item.firstElementChild.focus();
      item.toggleAttribute("data-dismissed", item.matches(":hover, :focus-within"));
    }
  });

  for (const item of items) {
    for (const left of ["mouseleave", "focusout"]) {
      item.addEventListener(left, (event) => item.contains(event.relatedTarget) || delete item.dataset.dismissed);
    }
  }
})();
