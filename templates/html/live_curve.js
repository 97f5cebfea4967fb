// The error over the rounds, drawn again by the rules of the figure that it takes the place of.
function errorCurve(rules, words, written) {
  const { left, right, top, bottom } = rules.edges;
  const svg = document.getElementById(`fig:${rules.name}-title`).parentNode, first = svg.innerHTML;
  const figure = svg.closest("figure"), description = document.getElementById(`fig:${rules.name}-desc`).textContent;
  const note = figure.querySelector("figcaption").appendChild(document.createElement("p"));
  const backdrop = 1 + [...svg.children].findIndex((each) => each.matches(".canvas")) + rules.backdrop;

  // Powers of ten with room for all values and marks near both ends.
  function scale(values) {
    const low = Math.min(...values), high = Math.max(...values);
    if (high - low > rules.few) {
      const step = rules.steps.find((each) => high - low <= rules.marks * each);
      return { low: step * Math.floor(low / step), high: step * Math.ceil(high / step), step };
    }
    const marks = [];
    for (let power = Math.floor(low) - 1; power <= Math.ceil(high); power += 1) {
      marks.push(...rules.parts.map((part) => power + part));
    }
    const below = Math.max(...marks.filter((mark) => mark <= low));
    return { low: below, high: Math.min(...marks.filter((mark) => mark >= high && mark > below)), step: 1 };
  }

  function marks({ low, high, step }) {
    const factors = high - low <= rules.few + 1 ? rules.factors : rules.factors.slice(0, 1), found = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); power += step) {
      factors.forEach((factor, index) => {
        const height = power + rules.parts[index], text = rules.plain[power]?.[index] ?? raised(factor, power);
        if (low - 1e-9 <= height && height <= high + 1e-9) found.push({ height, text });
      });
    }
    return found;
  }

  function raised(factor, power) {
    return (factor === 1 ? "10" : `${factor}·10`) + [...String(power)].map((digit) => rules.raised[digit]).join("");
  }

  function shape(tag, attributes, text = "") {
    const made = document.createElementNS(svg.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  const place = (number) => String(Number(number.toFixed(1)));
  const polyline = (style, points) => shape("polyline", { class: style, points: points.map((at) => at.map(place)).join(" ") });

  function drawn(points) {
    const range = scale(points.map((point) => point.value));
    const height = (value) => bottom - ((bottom - top) * (value - range.low)) / (range.high - range.low);
    const levels = marks(range).flatMap((mark) => {
      const y = height(mark.height), at = { x: place(left - rules.beside), y: place(y), dy: "0.33em" };
      return [
        polyline("grid", [[left, y], [right, y]]),
        shape("text", { class: "note", ...at, "text-anchor": "end" }, mark.text),
      ];
    });
    const corners = points.map(({ index, value }) => [rules.across[index], height(value)]);
    const dots = corners.filter((corner, order) => rules.marked[points[order].index]).map(([x, y]) =>
      shape("circle", { class: "point", cx: place(x), cy: place(y), r: place(rules.dot) }));
    return [...levels, axes(), polyline("curve", corners), ...dots];
  }

  const axes = () => polyline("axis", [[left, top], [left, bottom], [right, bottom]]);

  // What is to be said of the errors that were found, a sentence each.
  function remarks(points, errors) {
    const lost = errors.findIndex((error) => !Number.isFinite(error)), finite = errors.filter(Number.isFinite);
    if (points.length < rules.enough) return [words.curve_none];
    const small = Math.min(...points.map((point) => point.value)) < -14;
    return [
      words.curve_live,
      lost < 0 ? "" : words.curve_diverges.replace("{}", rules.counts[lost]),
      finite.length === points.length ? "" : words.curve_gaps,
      small ? words.curve_small : "",
    ].filter(Boolean);
  }

  // The words for those who do not see it.
  function described(points, said) {
    if (points.length < rules.enough) return said.join(" ");
    const [start, end] = [points[0], points[points.length - 1]], counts = rules.counts;
    const known = { first: counts[start.index], last: counts[end.index] };
    Object.assign(known, { first_error: written(start.error), last_error: written(end.error) });
    const text = rules.description[known.first] ?? rules.description["{first}"];
    return [text.replace(/\{(\w+)\}/g, (place, name) => known[name]), ...said].join(" ");
  }

  // A curve through what is known after the rounds, once that is all.
  function show(known, done, last) {
    figure.setAttribute("aria-busy", String(done < last));
    if (done < last) {
      note.textContent = words.curve_working;
      return;
    }
    const errors = rules.rounds.map((count) => (known.has(count) ? known.get(count)[rules.error] : NaN));
    const points = errors.map((error, index) => ({ index, error, value: Math.log10(error) }))
      .filter((point) => point.error > 0 && Number.isFinite(point.error));
    const said = remarks(points, errors), still = [...svg.children].slice(0, backdrop);
    svg.replaceChildren(...still, ...(points.length < rules.enough ? [axes()] : drawn(points)));
    document.getElementById(`fig:${rules.name}-desc`).textContent = described(points, said);
    note.textContent = said.join(" ");
  }

  function restore() {
    figure.removeAttribute("aria-busy");
    svg.innerHTML = first;
    note.textContent = "";
  }

  return { show, restore };
}

