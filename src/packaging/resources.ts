// The Windows resources of linkkit.exe (version, names, icon). Edited in Node's exe before pkg injects: later it would break it (pkg#168).
import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit';
import { iconPng } from './icon.ts';

const english = 1033;
const unicode = 1200;

export interface ProductInfo {
  version: string;
  description: string;
}

/**
 * Gives a Windows program LinkKit's name, version and icon; a signature it had is dropped (it would no longer hold).
 * @param program the bytes of node.exe
 * @returns the bytes of the changed program; the same for the same input
 */
export function withProductResources(program: Buffer, { version, description }: ProductInfo): Buffer {
  const executable = NtExecutable.from(program, { ignoreCert: true });
  const resources = NtExecutableResource.from(executable);

  for (const group of Resource.IconGroupEntry.fromEntries(resources.entries)) {
    Resource.IconGroupEntry.replaceIconsForResource(resources.entries, group.id, group.lang,
      [16, 24, 32, 48, 64, 256].map((size) => {
        const png = iconPng(size);
        return Data.RawIconItem.from(png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength) as ArrayBuffer, size, size, 32);
      }));
  }

  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number);
  const info = Resource.VersionInfo.fromEntries(resources.entries)[0] ?? Resource.VersionInfo.createEmpty();
  info.setFileVersion(major, minor, patch, 0, english);
  info.setProductVersion(major, minor, patch, 0, english);
  info.setStringValues({ lang: english, codepage: unicode }, {
    ProductName: 'LinkKit',
    FileDescription: description,
    CompanyName: 'The LinkKit authors',
    LegalCopyright: 'MIT license. Contains Node.js, copyright Node.js contributors, MIT license.',
    OriginalFilename: 'linkkit.exe',
    InternalName: 'linkkit',
    FileVersion: version,
    ProductVersion: version,
  });
  info.outputToResourceEntries(resources.entries);

  // Shrinking allowed: a section longer in the file than in memory makes postject's parser lose the relocations after it.
  resources.outputResource(executable, false, true);
  return Buffer.from(executable.generate());
}
