// The bridge between page and desktop shell: choosing a folder, and the path of one that was dropped on the window.
import { contextBridge, ipcRenderer, webUtils } from 'electron';

contextBridge.exposeInMainWorld('boxwright', {
  chooseFolder: (): Promise<string | null> => ipcRenderer.invoke('choose-folder') as Promise<string | null>,
  pathForFile: (file: Parameters<typeof webUtils.getPathForFile>[0]): string => webUtils.getPathForFile(file),
});
