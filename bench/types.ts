/** The shapes that the parts of the bench hand to each other. Times are milliseconds unless the name says otherwise. */

export type TargetId =
  | 'parlance'
  | 'parlance-postgres'
  | 'floor-socketio'
  | 'floor-ws'
  | 'flask'
  | 'prosody'
  | 'ejabberd-sqlite'
  | 'ejabberd-postgres';
export type WorkloadId =
  | 'A'
  | 'A-low'
  | 'B'
  | 'C'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'Q'
  | 'AI'
  | 'fair'
  | 'growth'
  | 'paging'
  | 'dialects';
export type WireId = 'v1' | 'socketio' | 'ws' | 'xmpp' | 'rooms' | 'letsapp' | 'relay' | 'direct';

/** One connection that the generator is to open. */
export interface Peer {
  /** The payload of the Socket.IO CONNECT packet, or for the plain floor the name in the path. */
  auth: Record<string, string>;
  /** Where its messages go: a conversation id, or for the floors the partner's name ('' is the room). */
  conversation: string;
}

/** What a target made ready for a workload. */
export interface Scene {
  peers: Peer[];
  /** How many connections hear each message, the sender's own included where the server echoes. */
  deliveriesPerMessage: number;
  /** Whether a send is answered. */
  acked: boolean;
}

export interface StepRequest {
  /** Messages a second, all senders together. */
  rate: number;
  seconds: number;
  deliveriesPerMessage: number;
  acked: boolean;
  /** Whose CPU is counted: of one process, or of several together. */
  serverPid: number | number[];
  /** A step whose oldest open message is older than this is given up. */
  giveUpAfter: number;
}

export interface StepResult {
  rate: number;
  seconds: number;
  sent: number;
  /** Messages that every recipient got exactly once (and whose ack came, where there is one). */
  complete: number;
  duplicates: number;
  refused: number;
  /** The first refusal's words. */
  refusal?: string;
  closed: number;
  overloaded: boolean;
  deliveriesPerSecond: number;
  acksPerSecond: number;
  deliveryP50: number;
  deliveryP99: number;
  ackP50: number;
  ackP99: number;
  /** CPU seconds of the server's threads in the measured window. */
  serverCpuSeconds: number;
  serverShare: number;
  generatorShare: number;
  /** Cores kept busy by neither: other programs on the machine. */
  otherShare: number;
  /** How late the generator sent, 99th percentile. */
  lagP99: number;
  generatorBound: boolean;
  /** How many servers shared the work; one unless told. */
  nodes?: number;
}

export interface QuietResult {
  samples: number;
  p50: number;
  p99: number;
}

export interface ReconnectResult {
  /** Until the last one was current. */
  took: number;
  p50: number;
  p99: number;
  /** Texts of messages in what they were told. */
  marks: number;
  /** How often somebody was cut off before and came back once more. */
  triesAgain: number;
  generatorShare: number;
}

export interface Memory {
  rss: number;
  heapUsed: number;
  external: number;
}

/** One figure of one run. `best` says which direction is good, so that a ratio reads the right way. */
export interface Figure {
  name: string;
  unit: string;
  value: number;
  best: 'high' | 'low';
  /** Set where a workload's figures make a table of their own: the same name at another size. */
  column?: string;
}

export interface WorkloadResult {
  target: TargetId;
  workload: WorkloadId;
  repeat: number;
  figures: Figure[];
  /** What a reader must know beside the figures: generator-bound, missing messages, other load. */
  notes: string[];
  steps: StepResult[];
}

export interface RunningServer {
  pid: number;
  port: number;
  /** The folder the server may write to; removed by `stop`. */
  dataDirectory: string;
  /** Forces a collection and tells the memory; only when started with `probe: true`. */
  memory: () => Promise<Memory>;
  /** Writes what the heap holds into a file of its data folder, and tells which; only of ours, started with `probe: true`. */
  heap?: () => Promise<string>;
  /** Of its database, where it is a PostgreSQL. */
  databaseUrl?: string;
  stop: () => Promise<void>;
}

export interface StartOptions {
  /** Beside what the target sets itself. */
  environment?: Record<string, string>;
  /** Further options of Node. */
  execArgv?: string[];
  probe?: boolean;
  /** Use this folder instead of a new one; `stop` then leaves it. */
  dataDirectory?: string;
  port?: number;
  /** The core to run on; unless told, that of the servers. */
  core?: string;
  /** Return at once after the spawn, without waiting until the server listens. */
  unready?: boolean;
}

export interface Target {
  id: TargetId;
  wire: WireId;
  workloads: WorkloadId[];
  /** What to do to have it here; undefined where it is here. Without this function it always is. */
  missing?: () => string | undefined;
  start: (options?: StartOptions) => Promise<RunningServer>;
  /** Takes over what a data folder of `parlance` holds, before it is started on it. */
  adopt?: (dataDirectory: string) => Promise<void>;
  room: (server: RunningServer, clients: number) => Promise<Scene>;
  pairs: (server: RunningServer, pairs: number) => Promise<Scene>;
  idle: (server: RunningServer, connections: number) => Promise<Scene>;
}

/** The sizes at which the workload `growth` looks. */
export interface Growth {
  messages: number[];
  conversations: number[];
  members: number[];
  users: number[];
}

export interface Options {
  targets: TargetId[];
  workloads: WorkloadId[];
  repeats: number;
  stepSeconds: number;
  clients: number;
  /** Who write in the flooded room of fair. */
  flooders: number;
  pairs: number;
  connections: number;
  starts: number;
  quietSamples: number;
  lowRate: number;
  lowSeconds: number;
  messages: number[];
  databaseMegabytes: number;
  awayClients: number;
  readMessages: number;
  writeRate: number;
  /** Which of them grow at all. */
  growthOf: (keyof Growth)[];
  growth: Growth;
  pin: boolean;
  json: boolean;
  report: string | undefined;
  quick: boolean;
}
