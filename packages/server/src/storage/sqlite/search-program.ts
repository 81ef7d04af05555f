import { marks } from './search-marks.ts';

/**
 * What the search thread runs. It keeps the index in a file of its own, so that indexing never waits for the writer of
 * the database nor the writer for it, and reads the database beside it. The program is a text, so that it runs the same
 * from sources and from the build.
 *
 * `words` finds tokens, beginnings of tokens and phrases; `parts` finds pieces of three characters inside tokens. Both find
 * marks (search-marks.ts), and hold row numbers of `messages` and no texts. `state` says how far they reach: `row` over what was sent, `change` over what was changed.
 * `gpos` is the newest commit that was seen: a database that opens with an older one has lost commits, to a power cut
 * with DURABILITY=relaxed, and a new `epoch` means that it was restored. Then the index is made anew.
 */
export const searchProgram = `
  const { rmSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  // Its warning is nothing to who runs the server (driver.ts).
  process.emitWarning = () => undefined;
  const { DatabaseSync } = require(workerData.module);
  // On Linux this is the thread's own: where all share one core, whoever sends a message goes first.
  if (process.platform === 'linux') require('node:os').setPriority(10);
  const FORMAT = '3';
  const SLICE = 500;
  const COLUMNS = \`messages.search_text as text, messages.sender_id as sender, messages.conversation_id as conversation,
    messages.content is not null as there, iif(messages.content like '%"type":"text"%', null, messages.content) as other\`;
  const PLAIN = /^[a-z0-9]*$/;
  let database, statements, state;

  function open() {
    database = new DatabaseSync(workerData.index);
    // The attached database is only read, and moved by its own checkpoints.
    // A small cache for the same reason as the database’s own (open.ts).
    database.exec('pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -8000');
    database.exec(\`
      create table if not exists state (key text primary key, value text not null);
      create virtual table if not exists words using fts5(text, content='', contentless_delete=1, tokenize='ascii',
        prefix='1 2');
      create virtual table if not exists parts using fts5(text, content='', contentless_delete=1, detail=none,
        tokenize='ascii')\`);
    database.prepare('attach ? as store').run(workerData.file);
    const stored = Object.fromEntries(database.prepare('select key, value from state').all().map((row) => [row.key, row.value]));
    const epoch = readMeta('epoch');
    const usable = stored.format === FORMAT && stored.epoch === epoch && Number(stored.gpos) <= workerData.gpos;
    if (stored.format !== undefined && !usable) throw new Error('the index belongs to another state of the database');
    state = { format: FORMAT, epoch, gpos: stored.gpos ?? '0', row: stored.row ?? '0', change: stored.change ?? '0' };
    statements = {
      sent: database.prepare(\`select rowid as row, \${COLUMNS} from store.messages where rowid > ? order by rowid limit ?\`),
      changed: database.prepare(\`select change, message_row as row, \${COLUMNS} from store.search_changes
        left join store.messages on messages.rowid = message_row where change > ? order by change limit ?\`),
      insertWords: database.prepare('insert into words (rowid, text) values (?, ?)'),
      insertParts: database.prepare('insert into parts (rowid, text) values (?, ?)'),
      deleteWords: database.prepare('delete from words where rowid = ?'),
      deleteParts: database.prepare('delete from parts where rowid = ?'),
      put: database.prepare('insert into state (key, value) values (?, ?) on conflict (key) do update set value = excluded.value'),
    };
  }

  function readMeta(key) {
    return database.prepare('select value from store.meta where key = ?').get(key).value;
  }

  function reopen() {
    try { database?.close(); } catch {}
    for (const ending of ['', '-wal', '-shm']) rmSync(workerData.index + ending, { force: true });
    open();
  }

  function insert({ row, text, sender, conversation, other }) {
    const types = other === null ? [] : other.match(/(?<="type":")(?:image|audio|video|file)(?=")/g) ?? [];
    const about = [
      '${marks.sender}' + sender.replaceAll('-', ''),
      '${marks.conversation}' + conversation.replaceAll('-', ''),
      ...types.map((type) => '${marks.type}' + type),
    ].join(' ');
    statements.insertWords.run(row, text === null ? about : text + ' ' + about);
    statements.insertParts.run(row, text === null ? about : piecesOf(text) + about);
  }

  /** Each piece once, with a space after it. */
  function piecesOf(text) {
    const pieces = new Set();
    for (const token of new Set(text.split(' '))) {
      const characters = PLAIN.test(token) ? token : [...token];
      for (let end = 3; end <= characters.length; end += 1) {
        const piece = characters.slice(end - 3, end);
        pieces.add(typeof piece === 'string' ? piece : piece.join(''));
      }
    }
    let joined = '';
    for (const piece of pieces) joined += piece + ' ';
    return joined;
  }

  /** One transaction of at most SLICE messages, from one moment of the database. Returns how many it took. */
  function advance() {
    let taken = 0;
    database.exec('begin');
    try {
      const gpos = readMeta('gpos');
      const next = { ...state, gpos };
      for (const message of statements.sent.all(Number(state.row), SLICE)) {
        if (message.there) insert(message);
        next.row = String(message.row);
        taken += 1;
      }
      if (taken < SLICE) {
        for (const message of statements.changed.all(Number(state.change), SLICE)) {
          next.change = String(message.change);
          taken += 1;
          statements.deleteWords.run(message.row);
          statements.deleteParts.run(message.row);
          if (message.there) insert(message);
        }
      }
      if (taken > 0) for (const key of Object.keys(next)) statements.put.run(key, next[key]);
      database.exec('commit');
      state = next;
    } catch (fault) {
      database.exec('rollback');
      throw fault;
    }
    return taken;
  }

  /** Up to the newest commit, or as far as it gets until the time is over. Returns whether it got there. */
  function catchUp(milliseconds) {
    const end = performance.now() + milliseconds;
    for (;;) {
      if (advance() < SLICE) return true;
      if (performance.now() > end) return false;
    }
  }

  function progress() {
    const last = Number(database.prepare('select max(rowid) as last from store.messages').get().last ?? 0);
    return { done: Number(state.row), last };
  }

  function answer({ kind, milliseconds, sql, parameters }) {
    const current = catchUp(milliseconds);
    if (kind === 'advance') return { current };
    return current ? { rows: database.prepare(sql).all(...parameters) } : { behind: progress() };
  }

  function attempt(message) {
    try {
      if (database === undefined) open();
      return answer(message);
    } catch (fault) {
      // The index holds nothing of its own: one that cannot be used is thrown away.
      if (!/belongs to another|malformed|not a database|corrupt/i.test(fault.message)) throw fault;
      parentPort.postMessage({ remade: fault.message });
      reopen();
      return answer(message);
    }
  }

  parentPort.on('message', (message) => {
    if (message === 'close') { try { database?.close(); } finally { parentPort.close(); } return; }
    try {
      parentPort.postMessage(attempt(message));
    } catch (fault) {
      parentPort.postMessage({ fault: String(fault && fault.message) });
    }
  });
`;
