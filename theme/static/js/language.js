/* A language that the visitor chooses is remembered: from then on the shop's root leads to it, until another is chosen. */
document.addEventListener("click", ({ target }) => {
  const link = target.closest(".switcher__link, .chooser__link");
  if (!link) return;
  const prefix = link.pathname.split("/")[1];
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `lang=${prefix}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});
