/* `?sku=…` brings that offer to the front: search engines and product feeds link to one offer of a product. */
(() => {
  const sku = new URLSearchParams(location.search).get("sku");
  const row = [...document.querySelectorAll(".offers__row")].find((one) => sku && one.dataset.sku === sku);
  const box = document.querySelector(".buy-box");
  if (!row || !box) return;
  const put = (target, source) => target && source && target.replaceChildren(...source.cloneNode(true).childNodes);

  row.ariaCurrent = "true";
  put(box.querySelector(".buy-box__condition"), row.closest(".offer-group").querySelector(".offer-group__grade"));
  put(box.querySelector(".buy-box__variant"), row.querySelector(".offers__variant"));
  put(box.querySelector(".price"), row.querySelector(".price"));
  put(box.querySelector(".buy-box__state"), row.querySelector(".offers__state"));
  const buy = box.querySelector(".buy-box__buy");
  const way = row.querySelector("a");
  if (buy) buy.hidden = !way;
  if (buy && way) buy.href = way.href;
})();
