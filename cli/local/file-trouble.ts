const NEXT: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room, and start again. What was saved is kept.',
  EACCES: 'The folder may not be written: name another with --directory.',
  EPERM: 'The folder may not be written: name another with --directory.',
  EROFS: 'The folder may not be written: name another with --directory.',
  ENOTDIR: 'A part of the path is a file: name another folder with --directory.',
  EEXIST: 'There is a file of that name: name another folder with --directory.',
};

/** What a file system refused, in words; undefined for any other error. */
export const fileTrouble = (error: unknown): string | undefined => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof Error && NEXT[code] ? `${error.message}\n${NEXT[code]}` : undefined;
};

/** Ends the process with a message when the file system refused something. Any other error is a bug, and its stack helps. @throws it */
export const endOn = (error: unknown): never => {
  const words = fileTrouble(error);
  if (words === undefined) throw error;
  process.stderr.write(`${words}\n`);
  process.exit(2);
};
