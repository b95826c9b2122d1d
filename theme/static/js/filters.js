/* Narrows and sorts a list in the page. What is chosen stands in the address's fragment, which is no address of its own
   to crawlers, and replaces the entry of the history, so that Back leaves the page at once. */
(() => {
  const form = document.querySelector(".filters");
  const list = document.querySelector("#products .cards");
  if (!form || !list) return;
  const boxes = [...form.querySelectorAll("[type=checkbox]")];
  const [sort, reset, status] = [form.elements.sort, form.querySelector("[type=reset]"), form.querySelector("[role=status]")];
  const pages = document.querySelector("#products .pagination");
  const whole = [...list.children];
  const more = document.createElement("div");
  const cards = new Map();
  let data, turn = 0, shown;

  const load = async (url, read) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url);
    return read(answer);
  };

  /* The cards of a page of the list, fetched once. */
  const page = (number) => {
    if (!cards.has(number)) {
      cards.set(number, data.pages[number] === location.pathname ? whole : load(data.pages[number], async (answer) => {
        const other = new DOMParser().parseFromString(await answer.text(), "text/html");
        return [...other.querySelectorAll("#products .cards > li")].map((card) => document.adoptNode(card));
      }));
    }
    return cards.get(number);
  };

  const chosen = () => {
    const values = new URLSearchParams();
    for (const box of boxes.filter((one) => one.checked)) values.append(box.name, box.value);
    if (sort.value) values.append("sort", sort.value);
    return values;
  };

  const matching = (values) => {
    const wanted = Object.entries(data.facets).map(([name, keys]) => new Set(values.getAll(name).map((key) => keys.indexOf(key))));
    const fits = (offer) => wanted.every((places, facet) => !places.size || places.has(offer[facet]));
    const found = data.rows.flatMap(([price, saving, offers], place) => {
      const known = offers.filter(fits).map((offer) => ({ place, offer, price: data.prices[offer.at(-1)] ?? [price, saving] }));
      return known.sort((one, other) => one.price[0] - other.price[0] || one.price.length - other.price.length).slice(0, 1);
    });
    const by = { price: (one) => one.price[0], "price-desc": (one) => -one.price[0], saving: (one) => -one.price[1] }[values.get("sort")];
    return by ? found.sort((one, other) => by(one) - by(other) || one.place - other.place) : found;
  };

  /* The card of a product with the price and the condition of the cheapest offer that was chosen. */
  const priced = (card, { offer, price: [, , now, reference, off] }) => {
    if (!now) return card;
    const other = card.cloneNode(true);
    const put = (name, text, whole = name) => {
      const part = other.querySelector(name);
      if (text && part) part.textContent = text;
      else other.querySelector(whole)?.remove();
    };
    put(".price__now", now);
    put(".price__new", reference, ".price__other");
    put(".price__off", off);
    const grade = offer[Object.keys(data.facets).indexOf("grade")];
    const box = boxes.find((one) => one.name === "grade" && one.value === data.facets.grade[grade]);
    if (box) other.querySelector(".card__grade").lastChild.textContent = ` ${box.nextElementSibling.textContent}`;
    return other;
  };

  const show = async (found, mine) => {
    const parts = await Promise.all(found.slice(0, shown).map(async (one) =>
      priced((await page(Math.floor(one.place / data.size)))[one.place % data.size], one)));
    if (mine !== turn) return;
    list.replaceChildren(...parts);
    more.hidden = found.length <= shown;
    status.textContent = status.dataset.text.replace("{num}", found.length.toLocaleString(document.documentElement.lang));
  };

  const restore = () => {
    list.replaceChildren(...whole);
    status.textContent = "";
    more.hidden = true;
  };

  const apply = async () => {
    const mine = ++turn, values = chosen(), any = values.size > 0;
    history.replaceState(history.state, "", any ? `#${values}` : location.pathname + location.search);
    reset.hidden = !any;
    if (pages) pages.hidden = any;
    if (!any) return restore();
    list.ariaBusy = "true";
    try {
      data ??= await load(form.dataset.source, (answer) => answer.json());
      if (data.pages[0] !== location.pathname) return location.replace(`${data.pages[0]}#${values}`);
      shown = data.size;
      const found = matching(values);
      more.firstElementChild.onclick = () => { shown += data.size; show(found, turn); };
      await show(found, mine);
    } catch {
      form.hidden = true; // the data cannot be had: the list itself is there
      if (pages) pages.hidden = false;
      restore();
    } finally {
      list.ariaBusy = null;
    }
  };

  const recall = () => {
    const values = new URLSearchParams(location.hash.slice(1));
    const known = boxes.filter((box) => box.checked = values.getAll(box.name).includes(box.value));
    sort.value = values.get("sort") ?? "";
    if (sort.selectedIndex < 0) sort.value = "";
    if (known.length || sort.value || reset.hidden === false) apply();
  };

  more.className = "filters__more";
  more.hidden = true;
  more.innerHTML = `<button class="button button--quiet" type="button"></button>`;
  more.firstElementChild.textContent = form.dataset.more;
  list.after(more);
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", () => location.hash.includes("=") && recall());
  if (location.hash.includes("=")) recall();
  else if (chosen().size) apply();
})();
