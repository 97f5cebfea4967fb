// Rounds of training in slices, between which the page can be used; a new run ends the one before.
const TRAINING = (() => {
  const SLICE = 12; // milliseconds
  let latest = 0;

  const stop = () => (latest += 1);

  // Tells after every slice what is known after which rounds, and how many are done. Nothing comes back from beyond
  // all bounds: rounds after that are neither done nor known.
  function run(given, rounds, told) {
    const mine = stop(), wanted = new Set(rounds), last = Math.max(0, ...rounds);
    const known = new Map([[0, LIVE.forward(given)]]);
    let moving = given, done = 0;
    function slice() {
      if (mine !== latest) return;
      for (const until = performance.now() + SLICE; done < last && performance.now() < until; ) {
        moving = LIVE.round(moving);
        done += 1;
        if (!wanted.has(done)) continue;
        known.set(done, LIVE.forward(moving));
        if (![...moving, ...known.get(done)].every(Number.isFinite)) done = last;
      }
      if (done < last) setTimeout(slice);
      told(known, done, last);
    }
    slice();
  }

  return { run, stop };
})();

