// The switches burnt into the shipped executable, and the electron-builder hook that sets them.

import path from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/** What a release has. Cookies are not kept, so their encryption would only ask people for their key ring. */
export const RELEASE_FUSES = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies Record<FuseV1Options, boolean>;

/** A build for end-to-end tests differs in one fuse: without the inspector nothing can drive it. */
export const TEST_FUSES = {
  ...RELEASE_FUSES,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
} as const satisfies Record<FuseV1Options, boolean>;

/** Set to `1` while packaging for end-to-end tests. */
export const TEST_BUILD_VARIABLE = 'PARETOSCOPE_TEST_BUILD';

type Fuses = Readonly<Record<FuseV1Options, boolean>>;
const ALL_FUSES = Object.values(FuseV1Options).filter((fuse) => typeof fuse !== 'string');

/** The fuses that an executable has, by name; an old Electron has fewer. A removed fuse is null. */
export async function readFuses(executable: string): Promise<ReadonlyMap<FuseV1Options, boolean | null>> {
  const wire = await getCurrentFuseWire(executable);
  const found = new Map<FuseV1Options, boolean | null>();
  for (const fuse of ALL_FUSES) {
    const state = wire[fuse];
    if (state === undefined) continue;
    found.set(fuse, state === FuseState.ENABLE ? true : state === FuseState.DISABLE ? false : null);
  }
  return found;
}

/**
 * Sets fuses. A release must name every fuse its Electron has, so that an upgrade that adds one fails the build
 * until it is decided. A test build may be of an older Electron and sets those that it has.
 */
export async function setFuses(executable: string, fuses: Fuses, release: boolean): Promise<void> {
  const version = FuseVersion.V1;
  if (release) {
    await flipFuses(executable, { version, strictlyRequireAllFuses: true, ...fuses });
    return;
  }
  const present = await readFuses(executable);
  const settable = Object.fromEntries(
    ALL_FUSES.filter((fuse) => present.has(fuse)).map((fuse) => [fuse, fuses[fuse]]),
  );
  await flipFuses(executable, { version, ...settable });
}

/** Part of electron-builder's AfterPackContext. */
interface PackedApplication {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: {
    readonly executableName?: string;
    readonly appInfo: { readonly productFilename: string };
  };
}

function executableOf({ appOutDir, electronPlatformName, packager }: PackedApplication): string {
  const name = packager.appInfo.productFilename;
  switch (electronPlatformName) {
    case 'darwin':
    case 'mas':
      return path.join(appOutDir, `${name}.app`);
    case 'win32':
      return path.join(appOutDir, `${name}.exe`);
    default:
      return path.join(appOutDir, packager.executableName ?? name);
  }
}

/**
 * electron-builder's `afterPack`: before signing, after everything is in place.
 * @public named in electron-builder.yml
 */
export default async function afterPack(packed: PackedApplication): Promise<void> {
  const test = process.env[TEST_BUILD_VARIABLE] === '1';
  await setFuses(executableOf(packed), test ? TEST_FUSES : RELEASE_FUSES, !test);
}
