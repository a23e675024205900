import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Returns the entries of a package, each with its built types and the name of its report in etc.
 *
 * @param manifest - its package.json
 */
export function entriesOf({ folder, manifest }) {
  return Object.entries(manifest.exports).flatMap(([path, target]) => {
    const types = target.import?.types ?? target.types;
    if (!types) return [];
    const name = [basename(folder), ...path.split('/').slice(1)].join('-');
    return [{ name, folder, types: join(folder, types) }];
  });
}

/**
 * Compares the built types of an entry with its report in etc.
 *
 * @param temporary - a folder for the new report
 * @param update - whether to write the new report to etc
 * @returns whether they are equal
 */
export function compareApi({ name, folder, types }, { temporary, update = false }) {
  const extractorConfig = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            module: 'nodenext',
            moduleResolution: 'nodenext',
            lib: ['es2023', 'webworker'],
            types: ['node'],
            typeRoots: [join(ROOT, 'node_modules/@types')],
            strict: true,
            skipLibCheck: true,
          },
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: join(ROOT, 'etc'),
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // The packages use no release tags, and the linters check the style.
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const errors = [];
  const { apiReportChanged } = Extractor.invoke(extractorConfig, {
    localBuild: update,
    messageCallback(message) {
      if (message.logLevel === ExtractorLogLevel.Error && message.category !== 'console')
        errors.push(message.text);
      message.handled = true;
    },
  });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return !apiReportChanged;
}
