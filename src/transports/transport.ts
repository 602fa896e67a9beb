/** A file as a listing shows it. `plain` is false for links, folders, pipes and devices: they are never touched. */
export interface RemoteFile {
  name: string
  bytes: number
  /** Milliseconds since 1970, by the clock of the place. */
  mtimeMs: number
  plain: boolean
  /** The same bytes on the disk have another name too, as in the middle of `publish`. */
  linked: boolean
}

/** A place where whole files are dropped and picked up. Paths are relative to it and use `/`. */
export interface Transport {
  readonly name: string
  /** Names directly in the folder. Throws TransportError when the folder is not there: an absent folder is not an empty one. */
  list(folder: string): Promise<RemoteFile[]>
  /** Undefined only when the file is certainly absent. */
  stat(path: string): Promise<RemoteFile | undefined>
  /** Copies a file to a local work file, flushed to disk, and proves that it did not change meanwhile. */
  fetch(path: string, localPath: string): Promise<{ bytes: number; sha256: string }>
  /** Uploads under a temporary name and proves its length; nobody reads it yet. */
  putTemp(localPath: string, tempPath: string): Promise<void>
  /** One rename: a reader sees all of the file or none of it. Refuses a name that is taken. */
  publish(tempPath: string, path: string): Promise<void>
  /** Takes a file out of the partner's sight by one rename; false when somebody else had it first. */
  claim(path: string, claimPath: string): Promise<boolean>
  remove(path: string): Promise<void>
}
