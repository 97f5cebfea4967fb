(() => {
  const { data } = LIVE;
  const find = (id) => document.getElementById(`live:${id}`);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = (selector) => all(selector).map((element) => ({ element, first: element.innerHTML }));
  const quantities = rows("[data-k]"), givens = rows("[data-g]"), columns = rows("[data-t]"), relations = rows("[data-r]");
  const fields = all("[data-field]");
  const MINUS = '<mo form="prefix">−</mo>', OPEN = '<mo form="prefix" stretchy="false">(</mo>';
  const CLOSE = '<mo form="postfix" stretchy="false">)</mo>';
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i, FRACTION = /^([+-]?\d+)\s*\/\s*(\d+)$/;

  // What was typed, and its value.
  function read(text) {
    const typed = text.trim().replace("−", "-"), parts = FRACTION.exec(typed);
    if (parts) return { text: `${parts[1]}/${parts[2]}`, value: Number(parts[1]) / Number(parts[2]) };
    const decimal = data.comma ? typed.replace(",", ".") : typed;
    return { text: decimal, value: NUMBER.test(decimal) ? Number(decimal) : NaN };
  }

  // The rule of the page: so many places; a value that these show with one digit or none has as many digits instead.
  function digits(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (data.digits === null) {
      if (size < 1e15 && Number(size.toFixed(data.places).replace(".", "")) >= 10) return value.toFixed(data.places);
      return significant(value, Math.max(data.places, 2));
    }
    return significant(value, data.digits);
  }

  // The same in what is told over many rounds, where an error gets small: enough digits to compare.
  function enough(value) {
    const text = digits(value), count = text.replace(/e.*|\./g, "").replace(/^[-0]+/, "").length;
    if (data.digits !== null || !count || count >= Math.min(data.places, 6)) return text;
    return significant(value, Math.max(data.places, 6));
  }

  function significant(value, count) {
    const [mantissa, power] = value.toExponential(count - 1).split("e"), places = count - 1 - Number(power);
    return places >= 0 && Number(power) >= -6 ? value.toFixed(places) : `${mantissa}e${Number(power)}`;
  }

  // A number as MathML, in brackets where its sign or its power of ten needs them.
  function element(text, atLeast) {
    const negative = text.startsWith("-"), size = negative ? text.slice(1) : text.replace(/^\+/, "");
    const number = (part) => `<mn>${plain(part)}</mn>`;
    const [above, below] = size.split("/"), [mantissa, power] = size.split("e");
    let body = number(size);
    if (below) body = `<mfrac>${number(above)}${number(below)}</mfrac>`;
    else if (power) body = `${number(mantissa)}<mo>⋅</mo><msup><mn>10</mn><mrow>${element(power, 0)}</mrow></msup>`;
    const signed = (negative ? MINUS : "") + body, strength = negative ? 1 : power ? 2 : 4;
    return strength < atLeast && atLeast >= 2 ? OPEN + signed + CLOSE : signed;
  }

  const first = data.given.map(read);
  let state = first.slice(), updates = 0;

  const values = (given) => given.map((each) => each.value);
  const finite = (numbers) => numbers.every(Number.isFinite);
  const plain = (text) => (data.comma ? text.replace(".", ",") : text);
  const curve = data.curve && errorCurve(data.curve, data.words, (value) => plain(enough(value)));

  // The quantities of the round for some given numbers; nothing, if a number is out of reach.
  function follow(given) {
    const derived = LIVE.derive(given);
    return finite(derived) && finite(LIVE.forward(given)) ? derived : null;
  }

  const shown = (each) => each.text ?? digits(each.value);

  function show(derived) {
    const changed = updates > 0 || state.some((each, index) => each.text !== first[index].text);
    document.body.classList.toggle("live", changed);
    if (!changed) return restore();
    for (const each of quantities) put(each, digits(derived[Number(each.element.dataset.k)]));
    for (const each of givens) put(each, shown(state[Number(each.element.dataset.g)]));
    for (const { element: node } of relations) {
      const typed = node.dataset.r !== "" && state[Number(node.dataset.r)].text;
      node.textContent = typed ? "=" : "≈";
    }
    TRAINING.run(values(state), columns.length || curve ? data.rounds : [], showTraining);
  }

  // What the rounds lead to, as far as they are done.
  function showTraining(known, done, last) {
    document.body.classList.toggle("working", done < last);
    for (const { element: node } of columns) {
      const [count, column] = node.dataset.t.split(",").map(Number), value = known.get(count)?.[column];
      if (Number.isFinite(value)) node.innerHTML = element(enough(value), Number(node.dataset.b));
      else node.innerHTML = `<mtext>${done < count && data.rounds.includes(count) ? "…" : "–"}</mtext>`;
    }
    curve?.show(known, done, last);
  }

  function restore() {
    TRAINING.stop();
    document.body.classList.remove("working");
    for (const { element: node, first: text } of [...quantities, ...givens, ...columns, ...relations]) node.innerHTML = text;
    curve?.restore();
  }

  // A number in a formula, or in a drawing, where it is plain text and has no more room than it had at first.
  function put({ element: node, first: room }, text) {
    if (!node.namespaceURI.endsWith("svg")) {
      node.innerHTML = element(text, Number(node.dataset.b));
      return;
    }
    const short = text.length > room.length + 3 ? String(Number(Number(text).toPrecision(4))) : text;
    node.textContent = plain(short).replace("-", "−");
  }

  function say() {
    const changed = document.body.classList.contains("live");
    const status = changed ? data.words.live.replace("{}", String(updates)) : data.words.certified;
    if (find("status").textContent !== status) find("status").textContent = status;
  }

  function accept(next, count) {
    const derived = follow(values(next));
    if (!derived) return false;
    [state, updates] = [next, count];
    show(derived);
    say();
    return true;
  }

  function complain(field, text) {
    field.setAttribute("aria-invalid", text ? "true" : "false");
    find(`e${field.dataset.field}`).textContent = text;
  }

  function changed(field) {
    const index = Number(field.dataset.field), typed = read(field.value);
    if (!Number.isFinite(typed.value)) return complain(field, data.words.no_number);
    const next = state.slice();
    next[index] = typed;
    complain(field, accept(next, updates) ? "" : data.words.out_of_reach);
  }

  // The fields show what the page counts with.
  function fill() {
    for (const field of fields) {
      const { text, value } = state[Number(field.dataset.field)];
      field.value = text ?? String(value);
      complain(field, "");
    }
  }

  function update(times) {
    let moving = values(state);
    for (let done = 0; done < times; done += 1) moving = LIVE.round(moving);
    const next = state.map((each, index) => (moving[index] === each.value ? each : { value: moving[index] }));
    if (accept(next, updates + times)) fill();
    else find("status").textContent = data.words.out_of_reach;
  }

  for (const node of all(".as-given")) {
    node.dataset.note = node.querySelector("[id='fig:curve-title']") ? data.words.curve_given : data.words.as_given;
  }
  for (const field of fields) field.addEventListener("input", () => changed(field));
  find("form").addEventListener("submit", (event) => event.preventDefault());
  find("one").addEventListener("click", () => update(1));
  find("hundred").addEventListener("click", () => update(100));
  find("reset").addEventListener("click", () => {
    accept(first.slice(), 0);
    fill();
  });
  fill();
})();
