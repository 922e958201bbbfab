// SHA-256 (FIPS 180-4) and HMAC (RFC 2104). A page that is a file may not have the browser's own.

/** The fraction of a root as 32 bits. @param {number} root */
const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;

/** The first primes. @param {number} many */
function primes(many) {
  /** @type {number[]} */
  const found = [];
  for (let one = 2; found.length < many; one += 1) {
    if (found.every((smaller) => one % smaller)) found.push(one);
  }
  return found;
}

const ROUNDS = primes(64).map((one) => fraction(Math.cbrt(one)));
const FIRST = primes(8).map((one) => fraction(Math.sqrt(one)));

/** @param {number} word @param {number} by */
const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** The words of a message and its padding. @param {number[]} bytes */
function padded(bytes) {
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const whole = [...bytes, 0x80, ...new Array(size - bytes.length - 1).fill(0)];
  for (let at = 0; at < 4; at += 1) whole[size - 1 - at] = ((bytes.length * 8) >>> (8 * at)) & 255;
  return Array.from({ length: size / 4 }, (_, at) =>
    (whole[4 * at] << 24) | (whole[4 * at + 1] << 16) | (whole[4 * at + 2] << 8) | whole[4 * at + 3]);
}

/** @param {number[]} bytes @returns {number[]} */
function sha256(bytes) {
  const words = padded(bytes);
  let state = [...FIRST];
  for (let block = 0; block < words.length; block += 16) {
    const w = words.slice(block, block + 16);
    for (let t = 16; t < 64; t += 1) {
      const [a, b] = [w[t - 15], w[t - 2]];
      w[t] = (w[t - 16] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + w[t - 7]
        + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t += 1) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    state = [a, b, c, d, e, f, g, h].map((one, at) => (one + state[at]) | 0);
  }
  return state.flatMap((word) => [24, 16, 8, 0].map((by) => (word >>> by) & 255));
}

/** The proof that one knows a secret. @param {string} secret @param {string} text */
function proofOf(secret, text) {
  const read = new TextEncoder();
  let key = Array.from(read.encode(secret));
  if (key.length > 64) key = sha256(key);
  key = [...key, ...new Array(64 - key.length).fill(0)];
  const inner = sha256([...key.map((one) => one ^ 0x36), ...Array.from(read.encode(text))]);
  const outer = sha256([...key.map((one) => one ^ 0x5c), ...inner]);
  return outer.map((one) => one.toString(16).padStart(2, "0")).join("");
}
