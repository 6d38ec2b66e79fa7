// Work that a browser does before a form is sent, so that sending by the thousand costs something: to find the number that,
// after the salt, has the hash that was asked for (ALTCHA). In small pieces, so that nobody waits; and with a SHA-256 of its
// own, since a browser's is there over HTTPS only and is slower for texts as short as these.

const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2]);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const W = new Uint32Array(64);

/** Takes one block of 64 bytes into a state of eight numbers. */
function take(state, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4)
    W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15];
    const y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7]
      + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3))
      + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s = (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7)));
    const t = (h + s + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const u = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10)))
      + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** Looks whether a number after this salt has this hash. What is before the number is taken in once. */
function looker(salt, hash) {
  const bytes = new TextEncoder().encode(salt);
  const begun = Int32Array.from(START);
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) take(begun, bytes, at);
  const rest = bytes.subarray(whole);
  const wanted = Int32Array.from({ length: 8 }, (_, i) => parseInt(hash.slice(8 * i, 8 * i + 8), 16));
  return (number) => {
    const digits = String(number);
    const length = rest.length + digits.length;
    const block = new Uint8Array(length + 9 <= 64 ? 64 : 128);
    block.set(rest);
    for (let i = 0; i < digits.length; i++) block[rest.length + i] = digits.charCodeAt(i);
    block[length] = 0x80;
    new DataView(block.buffer).setUint32(block.length - 4, 8 * (whole + length));
    const state = begun.slice();
    for (let at = 0; at < block.length; at += 64) take(state, block, at);
    return state.every((value, i) => value === wanted[i]);
  };
}

const rest = () => new Promise((resume) => setTimeout(resume));

/** Solves a challenge and returns what is to be sent along; null when it has no solution. */
export async function solve(challenge) {
  if (challenge.algorithm !== 'SHA-256') return null;
  const fits = looker(challenge.salt, challenge.challenge);
  for (let number = 0; number <= challenge.maxnumber; ) {
    const until = performance.now() + 10;
    do {
      for (let i = 0; i < 100 && number <= challenge.maxnumber; i++, number++) {
        if (!fits(number)) continue;
        const { algorithm, salt, signature } = challenge;
        return btoa(JSON.stringify({ algorithm, challenge: challenge.challenge, number, salt, signature }));
      }
    } while (performance.now() < until && number <= challenge.maxnumber);
    await rest();
  }
  return null;
}

// On a page of ours the input says what is asked. Until it is solved the page can be sent all the same: it is confirmed then.
for (const input of document.querySelectorAll('input[data-work]')) {
  solve(JSON.parse(input.dataset.work)).then((proof) => { input.value = proof ?? ''; });
}
