// Opens the workspace of its first argument for writing with the migrations of its second; says what happened.

import { setTimeout as sleep } from 'node:timers/promises';
import { ParetoscopeError } from '../../engine/contract/errors.ts';
import { openWorkspace } from '../../engine/store/index.ts';

const [path, migrations] = process.argv.slice(2);
try {
  const workspace = openWorkspace(path!, { mode: 'write', migrations: migrations! });
  await sleep(50);
  console.log(workspace.notices.some((notice) => notice.startsWith('updated')) ? 'migrated' : 'opened');
  workspace.close();
} catch (error) {
  if (!(error instanceof ParetoscopeError)) throw error;
  console.log(error.kind);
}
