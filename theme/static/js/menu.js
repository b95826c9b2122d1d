/* The menu panel closes on a link within the page, and when the screen gets wide enough for the row. */
(() => {
  const menu = document.getElementById("menu");
  if (!menu?.hidePopover) return;

  menu.addEventListener("click", (event) => event.target.closest("a[href^='#']") && menu.hidePopover());
  matchMedia("(width >= 75rem)").addEventListener("change", () => menu.hidePopover());
})();
