// What a person sees when something is wrong.
import { expect, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test('a wrong folder gives a clear error, and the right one can be opened after it', async ({
  page,
  server,
  sampleFolder,
}) => {
  const workbench = new Workbench(page);
  await workbench.open(server.url);
  await workbench.dataset.openFolder(`${sampleFolder}-that-is-not-there`);
  await expect(workbench.dataset.error).toContainText('-that-is-not-there');
  await workbench.dataset.openFolder(sampleFolder);
  await expect(workbench.dataset.health.getByText('YOLO')).toBeVisible();
});

test('a lost connection is told, and its return as well', async ({ page, server }) => {
  const workbench = new Workbench(page);
  let isDown = false;
  let drop = async (): Promise<void> => {};
  await page.routeWebSocket(/\/trpc/, async (socket) => {
    if (isDown) return socket.close();
    const upstream = socket.connectToServer();
    drop = async () => {
      await upstream.close();
      await socket.close();
    };
  });
  await workbench.open(server.url);
  await expect(page.getByRole('heading', { name: 'Open a dataset' })).toBeVisible();
  isDown = true;
  await drop();
  await expect(page.getByText('The connection to the workbench server is lost.')).toBeVisible();
  isDown = false;
  await expect(page.getByText('Connected again.')).toBeVisible();
});
