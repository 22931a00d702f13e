// How study files get in: the desktop's dialog, the browser's file input, or dropped on the window.

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

function chooseInBrowser(): Promise<StudyText | null> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.yaml,.yml,.json';
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) resolve(null);
      else readStudyFile(file).then(resolve, reject);
    });
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

/** Asks for a study file; null if the person changed their mind. */
export function chooseStudyFile(): Promise<StudyText | null> {
  return window.paretoscope?.chooseStudyFile() ?? chooseInBrowser();
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
