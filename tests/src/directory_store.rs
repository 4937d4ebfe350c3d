//! [`DirectoryStore`]: an example of a store that processes share, and that outlives them.

use std::collections::hash_map::RandomState;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use toggl_me_core::{Key, Owner, Store};

/// A [`Store`] in a directory, which only its owner may read: the answer of `GET /me` holds the API token.
///
/// Files are written beside their place and then renamed, so a reader finds the old one or the new one, never half of
/// one. Whatever writes an answer or forgets some holds the file `lock` while it does. There is no bound: answers stay
/// until they are forgotten or the directory is deleted.
///
/// ```text
/// secret               16 random bytes
/// lock
/// OWNER.generation     a number that counts how often the owner's answers were forgotten
/// OWNER.ledger
/// OWNER/KEY            an answer
/// ```
#[derive(Debug)]
pub struct DirectoryStore {
    path: PathBuf,
    secret: Secret,
}

#[derive(Clone, Copy)]
struct Secret([u8; 16]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl DirectoryStore {
    /// Opens the store in that directory, and makes both if they are not there.
    ///
    /// # Errors
    ///
    /// When the directory cannot be made, or its secret cannot be read or written.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        make_directory(&path)?;
        let secret_path = path.join("secret");
        if !secret_path.exists() {
            let temporary = write_beside(&secret_path, &random_secret())?;
            // Unlike a rename, a link does not replace the secret of a process that was faster.
            let linked = fs::hard_link(&temporary, &secret_path);
            fs::remove_file(&temporary)?;
            linked.or_else(|error| if secret_path.exists() { Ok(()) } else { Err(error) })?;
        }
        let secret = fs::read(&secret_path)?;
        let secret =
            secret.try_into().map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "no secret of 16 bytes"))?;
        Ok(DirectoryStore { path, secret: Secret(secret) })
    }

    fn directory(&self, owner: Owner) -> PathBuf {
        self.path.join(owner.to_string())
    }

    fn file(&self, owner: Owner, kind: &str) -> PathBuf {
        self.path.join(format!("{owner}.{kind}"))
    }

    /// Locked until the file is dropped.
    fn lock(&self) -> io::Result<File> {
        let file = private().create(true).truncate(false).open(self.path.join("lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn try_put_answer(&self, key: Key, generation: u64, answer: &[u8]) -> io::Result<()> {
        let _lock = self.lock()?;
        if self.generation(key.owner()) != generation {
            return Ok(());
        }
        let directory = self.directory(key.owner());
        make_directory(&directory)?;
        replace(&directory.join(key.to_string()), answer)
    }

    fn try_forget(&self, owner: Owner) -> io::Result<()> {
        let _lock = self.lock()?;
        let generation = self.generation(owner).wrapping_add(1);
        replace(&self.file(owner, "generation"), generation.to_string().as_bytes())?;
        match fs::remove_dir_all(self.directory(owner)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// What fails here is not kept, as the trait has it: the layers ask the server again.
impl Store for DirectoryStore {
    fn secret(&self) -> [u8; 16] {
        self.secret.0
    }

    fn answer(&self, key: Key) -> Option<Vec<u8>> {
        fs::read(self.directory(key.owner()).join(key.to_string())).ok()
    }

    fn generation(&self, owner: Owner) -> u64 {
        let text = fs::read_to_string(self.file(owner, "generation"));
        text.ok().and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    fn put_answer(&self, key: Key, generation: u64, answer: Vec<u8>) {
        let _ = self.try_put_answer(key, generation, &answer);
    }

    fn forget(&self, owner: Owner) {
        let _ = self.try_forget(owner);
    }

    fn ledger(&self, owner: Owner) -> Option<Vec<u8>> {
        fs::read(self.file(owner, "ledger")).ok()
    }

    fn put_ledger(&self, owner: Owner, ledger: Vec<u8>) {
        let _ = replace(&self.file(owner, "ledger"), &ledger);
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::rename(write_beside(path, bytes)?, path)
}

/// Writes a file of another name in the same directory.
fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let temporary = path.with_extension(format!("{}-{number}.new", std::process::id()));
    private().create_new(true).open(&temporary)?.write_all(bytes)?;
    Ok(temporary)
}

/// Files that only their owner may read and write. On other systems they get what the directory gives them.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// From the only source of randomness that the standard library has.
fn random_secret() -> Vec<u8> {
    let random = || RandomState::new().build_hasher().finish().to_ne_bytes();
    [random(), random()].concat()
}
