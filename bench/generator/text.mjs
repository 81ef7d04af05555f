// @ts-check
import { byteAt } from './frames.mjs';

const MARK = '~~';
const DIGITS = 8;
const LENGTH = 80;
const FILL = 'the quick brown fox jumps over the lazy dog and runs home to write it down again'.slice(
  0,
  LENGTH - MARK.length - DIGITS - 1,
);
const TILDE = 0x7e;
const MARK_BYTES = Buffer.from(MARK, 'latin1');

/** A text of 80 ASCII characters that carries a message's number where a byte search finds it. @param {number} number */
export function toText(number) {
  return `${MARK}${String(number).padStart(DIGITS, '0')} ${FILL}`;
}

/** Whether a text's mark stands at `at`. @param {Uint8Array} buffer @param {number} at @param {number} end */
export function isMarkAt(buffer, at, end) {
  return at + MARK.length + DIGITS <= end && buffer[at] === TILDE && buffer[at + 1] === TILDE;
}

/** Where the first mark stands, or -1. @param {Buffer} buffer @param {number} start @param {number} end */
export function findMark(buffer, start, end) {
  const found = buffer.subarray(start, end).indexOf(MARK_BYTES);
  return found === -1 ? -1 : start + found;
}

/** The number after the mark at `at`. @param {Uint8Array} buffer @param {number} at */
export function numberAt(buffer, at) {
  let number = 0;
  for (let index = at + MARK.length; index < at + MARK.length + DIGITS; index += 1) {
    number = number * 10 + byteAt(buffer, index) - 48;
  }
  return number;
}
