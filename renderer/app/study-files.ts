// How files get in: the desktop's dialog, the browser's file input, or dropped on the window.

import type { StudyText } from '../../electron/bridge.ts';

/** A study file larger than this is not a study file. */
const LARGEST_STUDY_BYTES = 1_000_000;

export async function readStudyFile(file: File): Promise<StudyText> {
  if (file.size > LARGEST_STUDY_BYTES) {
    throw Object.assign(new Error(), {
      wire: {
        kind: 'usage',
        message: `${file.name} is ${Math.round(file.size / 1e6)} MB, too large for a study file`,
        hint: 'choose a .study.yaml file',
      },
    });
  }
  return { text: await file.text(), file: file.name };
}

/** Asks for a file; null if the dialog was dismissed. */
function chooseFile(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Asks for a study file; null if the person changed their mind. */
export async function chooseStudyFile(): Promise<StudyText | null> {
  const { paretoscope } = window;
  if (paretoscope !== undefined) return paretoscope.chooseStudyFile();
  const file = await chooseFile('.yaml,.yml,.json');
  return file === null ? null : readStudyFile(file);
}

/** Asks for a file to import; null if the person changed their mind. */
export function chooseImportFile(): Promise<File | null> {
  return chooseFile('.csv,.tsv,.txt,.db,.sqlite,.sqlite3,.optuna');
}

/**
 * Opens a dropped workspace file where the desktop can; true if it was one. A browser gives no page the place of a
 * file, so there it throws with the way out.
 */
export async function openDroppedWorkspace(file: File): Promise<boolean> {
  if (!/\.pareto$/iu.test(file.name)) return false;
  const { paretoscope } = window;
  if (paretoscope !== undefined) {
    await paretoscope.openDroppedFile(file);
    return true;
  }
  throw Object.assign(new Error(), {
    wire: {
      kind: 'usage',
      message: `${file.name} is a workspace, and a browser does not say where a dropped file lies`,
      hint: 'put it into the folder that `paretoscope serve` shows, and open it from the start view',
    },
  });
}
