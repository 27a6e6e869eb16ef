#include "store/fault_disk.hpp"

#include <sqlite3.h>

#include <atomic>

#include "base/assert.hpp"

namespace tributary::store {

struct FaultDisk::Vfs {
  sqlite3_vfs base;  ///< First: SQLite's pointer to it is ours too.
  std::string name;
  Judge judge;
  sqlite3_vfs* real;

  static int open(sqlite3_vfs* base, const char* name, sqlite3_file* file, int flags,
                  int* flags_out);
};

namespace {

using Outcome = FaultDisk::Outcome;
using Operation = FaultDisk::Operation;

/// SQLite allots this and, behind it, what the real file needs.
struct File {
  sqlite3_file base;
  const FaultDisk::Judge* judge;
  const char* name;  ///< SQLite keeps it until the file is closed.
};

File& ours(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

/// Hands a call on to the real file.
template <auto Method, class... Arguments>
auto pass(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*Method)(real(file), arguments...);
}

Outcome judge(sqlite3_file* file, Operation operation, std::int64_t offset, std::int64_t bytes) {
  const File& asked = ours(file);
  return (*asked.judge)({operation, asked.name == nullptr ? "" : asked.name, offset, bytes});
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  switch (judge(file, Operation::write, offset, count)) {
    case Outcome::good:
      return pass<&sqlite3_io_methods::xWrite>(file, bytes, count, offset);
    case Outcome::error:
      return SQLITE_IOERR_WRITE;
    case Outcome::full:
      return SQLITE_FULL;
    case Outcome::torn:
      pass<&sqlite3_io_methods::xWrite>(file, bytes, count / 2, offset);
      return SQLITE_IOERR_WRITE;
    case Outcome::lost:
      return SQLITE_OK;
  }
  ASSERT(false);
}

int sync(sqlite3_file* file, int flags) {
  switch (judge(file, Operation::sync, 0, 0)) {
    case Outcome::good:
      return pass<&sqlite3_io_methods::xSync>(file, flags);
    case Outcome::lost:
      return SQLITE_OK;
    default:
      return SQLITE_IOERR_FSYNC;
  }
}

constexpr sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = pass<&sqlite3_io_methods::xClose>,
    .xRead = pass<&sqlite3_io_methods::xRead>,
    .xWrite = write,
    .xTruncate = pass<&sqlite3_io_methods::xTruncate>,
    .xSync = sync,
    .xFileSize = pass<&sqlite3_io_methods::xFileSize>,
    .xLock = pass<&sqlite3_io_methods::xLock>,
    .xUnlock = pass<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = pass<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = pass<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = pass<&sqlite3_io_methods::xShmMap>,
    .xShmLock = pass<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = pass<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap>,
    .xFetch = pass<&sqlite3_io_methods::xFetch>,
    .xUnfetch = pass<&sqlite3_io_methods::xUnfetch>,
};

}  // namespace

FaultDisk::FaultDisk(Judge judge) : vfs_(std::make_unique<Vfs>()) {
  static std::atomic<int> count = 0;
  sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  vfs_->real = real;
  vfs_->name = "fault-disk-" + std::to_string(++count);
  vfs_->judge = std::move(judge);
  vfs_->base = *real;
  vfs_->base.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  vfs_->base.zName = vfs_->name.c_str();
  vfs_->base.xOpen = Vfs::open;
  ASSERT(sqlite3_vfs_register(&vfs_->base, 0) == SQLITE_OK);
}

FaultDisk::~FaultDisk() { sqlite3_vfs_unregister(&vfs_->base); }

std::string FaultDisk::url_suffix() const { return "?vfs=" + vfs_->name; }

int FaultDisk::Vfs::open(sqlite3_vfs* base, const char* name, sqlite3_file* file, int flags,
                         int* flags_out) {
  auto* vfs = reinterpret_cast<Vfs*>(base);
  ours(file) = {.base = {.pMethods = nullptr}, .judge = &vfs->judge, .name = name};
  const int code =
      vfs->real->xOpen(vfs->real, name, ::tributary::store::real(file), flags, flags_out);
  // Without methods SQLite takes the file for never opened.
  if (code == SQLITE_OK) ours(file).base.pMethods = &methods;
  return code;
}

}  // namespace tributary::store
