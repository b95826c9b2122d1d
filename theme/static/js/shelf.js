/* A card that the keyboard reaches comes into view whole; browsers leave it where a part of it shows. */
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(":focus-visible")) target.closest(".cards__item")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
