// The workspace as a file: what it is, judged from its first bytes and without SQLite, so that files that are not ours
// are not touched at all.

import { closeSync, existsSync, fstatSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { ParetoscopeError } from '../contract/errors.ts';
import { damaged } from './sqlite-errors.ts';

/** "PARE", in the header of every workspace. */
export const APPLICATION_ID = 0x50415245;

const MAGIC = 'SQLite format 3\0';
/** Of SQLite's file format: the header's length and the places of some numbers in it. */
const HEADER_BYTES = 100;
const PAGE_SIZE_OFFSET = 16;
const PAGE_COUNT_OFFSET = 28;
const USER_VERSION_OFFSET = 60;
const APPLICATION_ID_OFFSET = 68;

/** File systems (by `statfs` type, Linux) that cannot share memory between machines, so WAL is unsafe on them. */
const NETWORK_FILE_SYSTEMS: readonly number[] = [
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2 and 3
  0x01021997, // 9P
  0x65735546, // FUSE: sshfs and other remote mounts, at the price of local ones
  0x00c36400, // Ceph
  0x5346414f, // AFS
];

/**
 * The schema version in the header of the workspace at `path`, or undefined if there is no file. Throws
 * workspace-foreign or workspace-damaged; reads 100 bytes and changes nothing.
 */
export function inspectFile(path: string): { readonly version: number } | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  let length: number;
  let fileBytes: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, header, 0, HEADER_BYTES, 0);
      fileBytes = fstatSync(file).size;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EISDIR') throw foreign(path, 'it is a folder');
    throw new ParetoscopeError('workspace-read-only', `"${path}" cannot be read (${code ?? String(error)})`, {
      hint: 'check the permissions of the file and its folder',
      cause: error,
    });
  }
  if (length === 0) throw foreign(path, 'it is empty');
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw foreign(path, 'it is not an SQLite file');
  if (length < HEADER_BYTES) throw damaged(path, `it ends after ${length} bytes`);
  if (header.readUInt32BE(APPLICATION_ID_OFFSET) !== APPLICATION_ID) {
    throw foreign(path, 'it is the SQLite file of another program');
  }
  checkLength(path, header, fileBytes);
  return { version: header.readUInt32BE(USER_VERSION_OFFSET) };
}

/**
 * SQLite reads a last page that is cut short as if it ended in zeros. A file that is not being written, and has no
 * log to be completed from, has all the pages that its header tells, whole.
 */
function checkLength(path: string, header: Buffer, fileBytes: number): void {
  if (existsSync(`${path}-wal`) || existsSync(`${path}-journal`)) return;
  const pageSize = header.readUInt16BE(PAGE_SIZE_OFFSET);
  const pageBytes = pageSize === 1 ? 65536 : pageSize;
  const expected = header.readUInt32BE(PAGE_COUNT_OFFSET) * pageBytes;
  if (fileBytes < expected) throw damaged(path, `it has ${fileBytes} bytes and should have ${expected}`);
}

function foreign(path: string, why: string): ParetoscopeError {
  return new ParetoscopeError('workspace-foreign', `"${path}" is not a Paretoscope workspace: ${why}`, {
    hint: 'it was left as it is; choose another file name',
  });
}

/** A number that tells this file from any other of its file system; undefined if there is no file. */
export function fileNumber(path: string): string | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino.toString();
}

/** Whether a folder lies on a network drive, as far as the system tells. */
export function isNetworkFolder(folder: string): boolean {
  if (process.platform === 'win32') return folder.startsWith('\\\\');
  if (process.platform !== 'linux') return false;
  try {
    return NETWORK_FILE_SYSTEMS.includes(statfsSync(folder).type >>> 0);
  } catch {
    return false;
  }
}
