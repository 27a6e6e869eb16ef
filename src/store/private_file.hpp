#pragma once

#include <filesystem>

/// What a platform keeps is read by its owner alone, whatever the umask of who started it: the
/// modes are given where files are made. What root makes belongs to the owner of the folder it lies
/// in, so that a platform of that user can go on with it.
namespace tributary::store {

inline constexpr int private_file_mode = 0600;
inline constexpr int private_folder_mode = 0700;

/// Makes an empty file unless there is one, which stays as it is and is not opened: to close a
/// database's file a second time would give back SQLite's locks on it.
/// False, with errno, when it cannot.
bool make_private_file(const std::filesystem::path& path);

/// Opens a file with `flags` of open(2), made first if it is missing. The descriptor, or -1 with
/// errno.
int open_private_file(const std::filesystem::path& path, int flags);

/// Makes the folder and those above it; what is there stays as it is. Errors: std::system_error.
void make_private_folder(const std::filesystem::path& path);

}  // namespace tributary::store
