#include "core/data/workspace/raw_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <string>

namespace orl {

RawFile::RawFile(const std::filesystem::path& file) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    // Names of databases end with three zeros: no parameters follow.
    // SQLite opens no links itself.
    std::error_code code;
    const std::string name = std::filesystem::weakly_canonical(file, code).string();
    if (code) return;
    m_name = std::make_unique<char[]>(name.size() + 4);
    std::ranges::copy(name, m_name.get());
    m_memory = std::make_unique<char[]>(static_cast<std::size_t>(vfs->szOsFile));
    auto* opened = reinterpret_cast<sqlite3_file*>(m_memory.get());
    constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    if (vfs->xOpen(vfs, m_name.get(), opened, kFlags, nullptr) == SQLITE_OK) {
        m_file = opened;
    } else if (opened->pMethods != nullptr) {
        opened->pMethods->xClose(opened);
    }
}

RawFile::~RawFile() {
    if (m_file != nullptr) m_file->pMethods->xClose(m_file);
}

bool RawFile::read(std::uint64_t offset, std::span<unsigned char> bytes) const {
    const int code = m_file->pMethods->xRead(m_file, bytes.data(), static_cast<int>(bytes.size()),
                                             static_cast<sqlite3_int64>(offset));
    return code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ;
}

std::optional<std::uint32_t> pageSizeOf(std::span<const unsigned char> header) {
    std::uint32_t size = static_cast<std::uint32_t>(header[16]) << 8 | header[17];
    if (size == 1) size = 65536;
    if (size < 512 || !std::has_single_bit(size)) return {};
    return size;
}

}  // namespace orl
