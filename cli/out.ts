/** Where a command writes: results to stdout, everything else to stderr, so that `--json` can be piped. */
export type Out = {
  /** Results. */
  print: (text: string) => void;
  /** Progress, hints and errors. */
  note: (text: string) => void;
  stderr: NodeJS.WritableStream & { columns?: number; rows?: number };
  json: boolean;
  /** Columns of the terminal; 120 where there is none. */
  width: number;
  colour: boolean;
  /** Whether stderr is a terminal, on which progress may be redrawn. */
  isTTY: boolean;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
};

/** Exit codes: what scripts and schedulers branch on. */
export const EXIT = {
  fine: 0,
  /** What was asked about failed, or does not exist. */
  failed: 1,
  /** The command was written wrong. */
  usage: 2,
  /** AWS, or the deployed stack, could not be reached. */
  unreachable: 3,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;

/** A result, as JSON or in words. */
export const answer = (out: Out, value: unknown, words: () => string): void =>
  out.print(out.json ? JSON.stringify(value, null, 2) : words());
