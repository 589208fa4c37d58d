import { join } from 'node:path';

/** Where `npm start` leaves the tables, for a person and for `query --local`. */
export const tablesFolder = (directory = '.local'): string => join(directory, 'files', 'tables');
