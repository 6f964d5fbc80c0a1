import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync, type ZipAttributes, type ZipOptions, type Zippable, zipSync } from "fflate";
import { isArchive, isAsset, isRecord, type Value } from "./values";

// Fixed times and modes: the same contents always make the same bytes, so a hash says whether the code changed.
const OPTIONS: ZipOptions & ZipAttributes = { level: 6, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 };

type Files = Map<string, Uint8Array>;

/**
 * The bytes of a Pulumi archive as a zip file. A path to a zip file is taken as it is; a folder, a map of assets and
 * archives inside archives are packed. Relative paths are relative to the program's folder, in which the engine starts
 * plugins.
 */
export function zipArchive(archive: Value): Uint8Array {
  if (!isArchive(archive)) {
    throw new Error("The code is not an archive.");
  }
  const path = archivePath(archive);
  if (path !== undefined && !statSync(path).isDirectory()) {
    return readFileSync(path);
  }
  const files: Files = new Map();
  collect(archive, "", files);
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    entries[name] = [files.get(name) ?? new Uint8Array(), OPTIONS];
  }
  return zipSync(entries);
}

function collect(value: Value, at: string, files: Files): void {
  if (isAsset(value)) {
    files.set(at, assetBytes(value, at));
    return;
  }
  if (!isArchive(value)) {
    throw new Error(`${at} of the archive is neither an asset nor an archive.`);
  }
  const path = archivePath(value);
  if (path !== undefined) {
    if (statSync(path).isDirectory()) {
      collectFolder(path, at, files);
    } else {
      for (const [name, bytes] of Object.entries(unzipSync(readFileSync(path)))) {
        if (!name.endsWith("/")) {
          files.set(joined(at, name), bytes);
        }
      }
    }
    return;
  }
  const assets = value.assets;
  if (!isRecord(assets)) {
    throw new Error("The archive has no contents: the engine's state keeps only its hash.");
  }
  for (const [name, item] of Object.entries(assets)) {
    collect(item, joined(at, name), files);
  }
}

function collectFolder(folder: string, at: string, files: Files): void {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith("/")) {
      throw new Error(`${path} links out of the archive's folder.`);
    }
    if (statSync(path).isDirectory()) {
      collectFolder(path, joined(at, name), files);
    } else {
      files.set(joined(at, name), readFileSync(path));
    }
  }
}

function assetBytes(asset: { readonly [key: string]: Value }, at: string): Uint8Array {
  const { text, path, uri } = asset;
  if (typeof text === "string" && text !== "") {
    return new TextEncoder().encode(text);
  }
  if (typeof path === "string" && path !== "") {
    return readFileSync(path);
  }
  if (typeof uri === "string" && uri.startsWith("file:")) {
    return readFileSync(fileURLToPath(uri));
  }
  if (typeof uri === "string" && uri !== "") {
    throw new Error(`${at} of the archive is remote; the embedded cloud supports files, folders and texts.`);
  }
  return new Uint8Array();
}

function archivePath(archive: { readonly [key: string]: Value }): string | undefined {
  const { path, uri } = archive;
  if (typeof path === "string" && path !== "") {
    return path;
  }
  if (typeof uri === "string" && uri.startsWith("file:")) {
    return fileURLToPath(uri);
  }
  if (typeof uri === "string" && uri !== "") {
    throw new Error("The archive is remote; the embedded cloud supports files, folders and texts.");
  }
  return undefined;
}

function joined(at: string, name: string): string {
  return at === "" ? name : `${at}/${name}`;
}
