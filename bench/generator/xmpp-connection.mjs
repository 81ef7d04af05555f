// @ts-check
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { findMark, numberAt, toText } from './text.mjs';

/** @typedef {import('../types.ts').Peer} Peer */

const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024);
const MARK_LENGTH = 10;
const GREATER = 0x3e;
const ACK = Buffer.from('<a ', 'latin1');
const ASK = Buffer.from('<r ', 'latin1');
const LONGEST_GREETING = 30_000;
const STREAM = (/** @type {string} */ host) =>
  `<?xml version='1.0'?><stream:stream to='${host}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;

/**
 * One XMPP client over a raw TCP socket: SASL PLAIN, a resource, then either a room (XEP-0045; a message is finished when
 * every occupant has its copy) or a partner, with the server's acknowledgement of each stanza (XEP-0198). Like the other
 * wires it parses nothing while it measures: it looks for the marks of texts and the few stanzas it must answer.
 */
export class XmppConnection {
  wantsToken = false;
  isOpen = false;
  #socket;
  #meter;
  #text = '';
  #held = Buffer.alloc(0);
  /** @type {{ pattern: RegExp, resolve: (text: string) => void, reject: (fault: Error) => void } | undefined} */
  #waiting;
  /** @type {Error | undefined} */
  #fault;
  /** Numbers in the order of their stanzas; the server acknowledges by counting. @type {number[]} */
  #unacknowledged = [];
  #acknowledged = 0;
  #received = 0;

  /** @param {number} port @param {Peer} peer @param {import('./meter.mjs').Meter} meter */
  constructor(port, peer, meter) {
    this.peer = peer;
    this.#meter = meter;
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: READ_BUFFER, callback: (bytes, buffer) => this.#onRead(bytes, /** @type {Buffer} */ (buffer)) },
    });
    this.#socket.on('error', (fault) => this.#end(fault));
    this.#socket.on('close', () => this.#end(new Error('The server closed the connection.')));
  }

  /** Greets; resolves when messages may be sent. Rejects when the server refuses. */
  async opened() {
    const { name = '', password = '', host = '' } = this.peer.auth;
    const plain = Buffer.from(`\0${name}\0${password}`).toString('base64');
    await this.#ask(STREAM(host), /<\/stream:features>|<stream:features\/>/);
    await this.#ask(
      `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`,
      /<success[^>]*>/,
    );
    await this.#ask(STREAM(host), /<\/stream:features>/);
    const bind = `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`;
    await this.#ask(bind, /<jid>[^<]+<\/jid>.*?<\/iq>/s);
    if (this.peer.auth.kind === 'room') await this.#enterRoom(name);
    else await this.#ask('<presence/>', /<presence[^>]*(\/>|>.*?<\/presence>)/s);
    if (this.peer.auth.kind === 'pair') await this.#ask(`<enable xmlns='urn:xmpp:sm:3'/>`, /<enabled[^>]*>/);
    this.isOpen = true;
    this.#text = '';
  }

  /** Makes an account on a stream of its own, and leaves (XEP-0077). One that is there already is as good. */
  async register() {
    const { name, password, host = '' } = this.peer.auth;
    await this.#ask(STREAM(host), /<\/stream:features>|<stream:features\/>/);
    const query = `<query xmlns='jabber:iq:register'><username>${name}</username><password>${password}</password></query>`;
    await this.#ask(`<iq type='set' id='register' to='${host}'>${query}</iq>`, /<iq[^>]*type=.result|<conflict/);
    this.close();
  }

  /** @param {number} number */
  sendMessage(number) {
    const { conversation } = this.peer;
    if (this.peer.auth.kind === 'room') {
      this.#socket.write(
        `<message to='${conversation}' type='groupchat' id='m${number}'><body>${toText(number)}</body></message>`,
      );
      return;
    }
    this.#unacknowledged.push(number);
    this.#socket.write(
      `<message to='${conversation}' type='chat' id='m${number}'><body>${toText(number)}</body></message><r xmlns='urn:xmpp:sm:3'/>`,
    );
  }

  close() {
    this.isOpen = false;
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  /** @param {string} name */
  async #enterRoom(name) {
    const muc = `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>`;
    await this.#ask(`<presence to='${this.peer.conversation}/${name}'>${muc}</presence>`, /code=['"]110['"]/);
  }

  /** Sends, and waits until what comes back has the pattern. @param {string} words @param {RegExp} pattern @returns {Promise<string>} */
  #ask(words, pattern) {
    this.#text = '';
    this.#socket.write(words);
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No answer to ${words}: ${this.#text}`)), LONGEST_GREETING);
      const done = (/** @type {() => void} */ then) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        then();
      };
      this.#waiting = {
        pattern,
        resolve: (text) => done(() => resolve(text)),
        reject: (fault) => done(() => reject(fault)),
      };
    });
  }

  /** @param {number} bytes @param {Buffer} buffer */
  #onRead(bytes, buffer) {
    this.#meter.now = performance.now();
    if (this.isOpen) this.#scan(buffer.subarray(0, bytes));
    else this.#listen(buffer.toString('utf8', 0, bytes));
    return true;
  }

  /** @param {string} news */
  #listen(news) {
    this.#text += news;
    if (/<failure|<stream:error|type=['"]error['"]/.test(this.#text) && !this.#text.includes('<conflict')) {
      this.#end(new Error(`The server refused: ${this.#text.slice(-500)}`));
    } else if (this.#waiting?.pattern.test(this.#text)) this.#waiting.resolve(this.#text);
  }

  /** Takes what is whole, up to the last `>`, and keeps the rest for the next read. @param {Buffer} news */
  #scan(news) {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, news]) : news;
    const end = bytes.lastIndexOf(GREATER) + 1;
    this.#held = end < bytes.length ? Buffer.from(bytes.subarray(end)) : EMPTY;
    let found = false;
    for (let at = findMark(bytes, 0, end); at !== -1; at = findMark(bytes, at + MARK_LENGTH, end)) {
      this.#meter.delivered(numberAt(bytes, at));
      this.#received += 1;
      found = true;
    }
    if (this.peer.auth.kind === 'pair') found = this.#answer(bytes.subarray(0, end)) || found;
    if (!found && bytes.includes('stream:error')) this.#end(new Error(bytes.toString('utf8')));
  }

  /** The server's counts and questions; whether there were any. @param {Buffer} bytes */
  #answer(bytes) {
    let found = false;
    for (let at = bytes.indexOf(ACK); at !== -1; at = bytes.indexOf(ACK, at + 1)) {
      const count = Number(/h=['"](\d+)/.exec(bytes.toString('latin1', at, at + 80))?.[1] ?? 0);
      for (; this.#acknowledged < count; this.#acknowledged += 1) {
        const number = this.#unacknowledged.shift();
        if (number !== undefined) this.#meter.acknowledged(number);
      }
      found = true;
    }
    if (bytes.indexOf(ASK) !== -1) {
      this.#socket.write(`<a xmlns='urn:xmpp:sm:3' h='${this.#received}'/>`);
      found = true;
    }
    return found;
  }

  /** @param {Error} fault */
  #end(fault) {
    if (this.isOpen) this.#meter.closed += 1;
    this.isOpen = false;
    this.#fault = fault;
    this.#waiting?.reject(fault);
    this.#socket.destroy();
  }
}

const EMPTY = Buffer.alloc(0);
