// In a crowded hour a form asks the machine for work, so that nobody has to be asked who they are: a number that makes BLAKE3 of
// ticket and number begin with zeros. One block is enough.
const IV = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const ROUND = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];
function firstWord(text) {
  const bytes = new Uint8Array(64);
  new TextEncoder().encodeInto(text, bytes);
  const view = new DataView(bytes.buffer);
  let words = Array.from({ length: 16 }, (_, n) => view.getUint32(n * 4, true));
  const s = Uint32Array.from([...IV, ...IV.slice(0, 4), 0, 0, text.length, 11]);
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  for (let round = 0; round < 7; round += 1) {
    ROUND.forEach(([a, b, c, d], n) => {
      s[a] += s[b] + words[2 * n]; s[d] = turn(s[d] ^ s[a], 16); s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 12);
      s[a] += s[b] + words[2 * n + 1]; s[d] = turn(s[d] ^ s[a], 8); s[c] += s[d]; s[b] = turn(s[b] ^ s[c], 7);
    });
    words = ORDER.map((from) => words[from]);
  }
  return (s[0] ^ s[8]) >>> 0;
}
for (const work of document.querySelectorAll("[data-work]")) {
  let n = 0, wanted;
  const some = () => {
    for (const end = n + 2000; n < end; n += 1) {
      if (Math.clz32(firstWord(`${work.dataset.work}.${n}`)) < Number(work.dataset.bits)) continue;
      work.value = String(n);
      if (wanted) work.form.requestSubmit(wanted);
      return;
    }
    setTimeout(some);
  };
  some();
  work.form.addEventListener("submit", (event) => {
    if (work.value || event.submitter?.name) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wanted = event.submitter;
  }, { capture: true });
}
