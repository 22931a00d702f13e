// What the desktop's shell puts around the page: menus.

import { expect } from '@playwright/test';
import { bringToFront, clickMenuItem, longStudy, menuItem, test } from './desktop.ts';
import { Workbench } from './pages/workbench.ts';

test('has menus of what the page can do, which follow it and do it', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  const workbench = new Workbench(page);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await expect.poll(() => menuItem(application, 'study.run')).toMatchObject({ enabled: true });
  const titles = await application.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()!.items.map(({ label }) => label),
  );
  expect(titles).toEqual(['File', 'Edit', 'View', 'Run', 'Window', 'Help']);
  expect(await menuItem(application, 'run.show')).toMatchObject({ enabled: false });
  expect(await menuItem(application, 'run.pause')).toBeNull();

  await clickMenuItem(application, 'study.run');
  await workbench.expectRunState('running');
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: true });
  expect(await menuItem(application, 'study.run')).toBeNull();
  await clickMenuItem(application, 'start.show');
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await clickMenuItem(application, 'run.show');
  await clickMenuItem(application, 'run.pause');
  await workbench.expectRunState('paused');

  await page.getByRole('button', { name: 'Cancel' }).click();
  await workbench.expectRunState('cancelled');
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: false });
  await expect.poll(() => menuItem(application, 'run.show')).toMatchObject({ enabled: false });
});

test('keeps a menu that shows the same commands, so that an open one stays open', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  await new Workbench(page).runStudy();
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: true });
  await application.evaluate(({ Menu }) => {
    Object.assign(globalThis, { shownMenu: Menu.getApplicationMenu() });
  });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: false });
  const same = await application.evaluate(
    ({ Menu }) => Menu.getApplicationMenu() === (globalThis as unknown as { shownMenu: unknown }).shownMenu,
  );
  expect(same).toBe(true);
});

test('lets a key act once, and leaves keys to text that is being typed', async ({ desktop }) => {
  const page = await desktop.start();
  const { application } = desktop;
  await expect.poll(() => menuItem(application, 'study.open')).toMatchObject({ accelerator: 'CmdOrCtrl+O' });
  await application.evaluate(({ dialog }) => {
    const state = Object.assign(globalThis, { opened: 0 });
    dialog.showOpenDialog = () => {
      state.opened++;
      return Promise.resolve({ canceled: true, filePaths: [] });
    };
  });
  const opened = (): Promise<number> =>
    application.evaluate(() => (globalThis as unknown as { opened: number }).opened);
  // As the operating system sends keys: through the window, whose menu may take what the page leaves.
  const press = (keyCode: string, modifiers: 'control'[] = []): Promise<void> =>
    application.evaluate(
      ({ BrowserWindow }, { key, held }) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!;
        webContents.focus();
        webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers: held });
        if (held.length === 0) webContents.sendInputEvent({ type: 'char', keyCode: key });
        webContents.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers: held });
      },
      { key: keyCode, held: modifiers },
    );
  await press('O', ['control']);
  await expect.poll(opened).toBe(1);

  const search = page.getByRole('searchbox').first();
  await search.focus();
  await press('t');
  await expect(search).toHaveValue('t');
  await expect(page.getByRole('radio', { name: 'Theme of the system' })).toBeChecked();
  // Whatever the first press had set off would have come by now.
  expect(await opened()).toBe(1);
});

test('shows the menus of the window in front', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await expect.poll(() => menuItem(application, 'study.run')).not.toBeNull();
  const opened = application.waitForEvent('window');
  await application.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'File')!;
    const item = file.submenu!.items.find(({ label }) => label === 'New window')!;
    (item.click as () => void)();
  });
  const second = await opened;
  await expect(second.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await bringToFront(application, '');
  await expect.poll(() => menuItem(application, 'study.run')).toBeNull();
  await clickMenuItem(application, 'systems.show');
  await expect(second).toHaveURL(/#\/systems$/u);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await bringToFront(application, '#/study');
  await expect.poll(() => menuItem(application, 'study.run')).toMatchObject({ enabled: true });
  await bringToFront(application, '#/systems');
  await expect.poll(() => menuItem(application, 'study.run')).toBeNull();
  await second.close();
  await expect.poll(() => menuItem(application, 'study.run')).not.toBeNull();
});
