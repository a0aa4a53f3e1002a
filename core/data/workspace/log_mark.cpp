#include "core/data/workspace/log_mark.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/data/workspace/connection.h"
#include "core/data/workspace/file.h"
#include "core/data/workspace/raw_file.h"
#include "core/support/error.h"
#include "core/support/file_identity.h"
#include "core/support/little_endian.h"

namespace orl {

namespace fs = std::filesystem;

namespace {

/// The mark before and the mark itself; zero: none.
struct Mark {
    std::uint64_t before = 0;
    std::uint64_t now = 0;
};
constexpr std::size_t kMarkBytes = 16;

constexpr std::size_t kHeaderBytes = 100;
constexpr std::uint64_t kLogHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;
constexpr int kTries = 20;  // while another program works on it

using Page = std::vector<unsigned char>;

std::uint64_t number(const unsigned char* bytes) {
    std::uint64_t value = 0;
    for (int k = 7; k >= 0; --k) value = value << 8 | bytes[k];
    return value;
}

std::string bytesOf(std::uint64_t value) {
    std::string bytes;
    for (int k = 0; k < 8; ++k) bytes += static_cast<char>(value >> (8 * k) & 0xff);
    return bytes;
}

/// A table of one row (1, mark) is one leaf page; where its row lies is known but for one offset.
/// https://www.sqlite.org/fileformat2.html#b_tree_pages
std::optional<Mark> markIn(const Page& page) {
    constexpr unsigned char kLeafOfTable = 13;
    constexpr std::array<unsigned char, 5> kRow = {3 + kMarkBytes, 1, 3, 0, 12 + 2 * kMarkBytes};
    if (page.size() < 512 || page[0] != kLeafOfTable || page[3] != 0 || page[4] != 1) return {};
    const std::size_t cell = static_cast<std::size_t>(page[8]) << 8 | page[9];
    if (cell + kRow.size() + kMarkBytes > page.size()) return {};
    if (!std::equal(kRow.begin(), kRow.end(), page.begin() + static_cast<std::ptrdiff_t>(cell))) {
        return {};
    }
    const unsigned char* mark = page.data() + cell + kRow.size();
    return Mark{number(mark), number(mark + 8)};
}

/// Which page holds the mark, by the file alone; 0: none does, or it cannot be told.
std::uint32_t markPageOf(const fs::path& file) {
    try {
        SQLite::Database database(immutableUri(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        configureConnection(database);
        SQLite::Statement find(database,
                               "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = "
                               "'log_mark'");
        return find.executeStep() ? find.getColumn(0).getUInt() : 0;
    } catch (const SQLite::Exception&) {
        return 0;
    }
}

std::optional<Mark> markOfFile(const RawFile& file, std::uint32_t pageNumber,
                               std::uint32_t pageSize) {
    Page page(pageSize);
    if (!file.read(std::uint64_t{pageNumber - 1} * pageSize, page)) return {};
    return markIn(page);
}

struct LogMarks {
    std::array<unsigned char, kLogHeaderBytes> header{};
    bool applies = false;  ///< SQLite would find a transaction in it
    std::vector<Mark> marks;
};

/// Frames behind the first that bears other salts are of an earlier use of the log.
LogMarks marksOfLog(const fs::path& log, std::uint32_t pageNumber, std::uint32_t pageSize) {
    LogMarks result;
    std::ifstream in(log, std::ios::binary);
    in.read(reinterpret_cast<char*>(result.header.data()), result.header.size());
    const std::uint32_t magic = bigEndian(result.header, 0);
    if (!in || (magic & 0xfffffffeU) != 0x377f0682U || bigEndian(result.header, 8) != pageSize) {
        return result;
    }
    Page page(pageSize);
    std::array<unsigned char, kFrameHeaderBytes> frame{};
    while (in.read(reinterpret_cast<char*>(frame.data()), frame.size())) {
        if (!std::equal(frame.begin() + 8, frame.begin() + 16, result.header.begin() + 16)) break;
        if (bigEndian(frame, 0) == pageNumber) {
            if (!in.read(reinterpret_cast<char*>(page.data()), pageSize)) break;
            if (const auto mark = markIn(page)) result.marks.push_back(*mark);
        } else {
            in.seekg(pageSize, std::ios::cur);
        }
        result.applies |= bigEndian(frame, 4) != 0;
    }
    return result;
}

bool goesOn(const std::optional<Mark>& file, const LogMarks& log) {
    if (!log.applies) return true;
    // Made by the log's own first transaction, as when a file was brought to this schema.
    if (!file) return true;
    if (log.marks.empty()) return false;
    // Some or all of the log's transactions may be in the file already.
    return log.marks.front().before == file->now ||
           std::ranges::any_of(log.marks, [&](const Mark& mark) { return mark.now == file->now; });
}

/// Nobody but this program writes workspaces, and it never leaves one.
void refuseJournal(const fs::path& file, bool isLogged) {
    const fs::path journal = file.string() + "-journal";
    std::error_code code;
    if (!isLogged || fs::file_size(journal, code) == 0 || code) return;
    throw Error(file.string(),
                "beside it lies a rollback journal of another file (" + journal.string() +
                    "), which SQLite would apply",
                "Move that journal away and try again");
}

}  // namespace

void turnLogMark(SQLite::Database& database) {
    if (!database.tableExists("log_mark")) return;
    std::string before(kMarkBytes / 2, '\0');
    {
        SQLite::Statement find(database, "SELECT mark FROM log_mark WHERE id = 1");
        if (find.executeStep() && find.getColumn(0).getBytes() == static_cast<int>(kMarkBytes)) {
            before = find.getColumn(0).getString().substr(kMarkBytes / 2);
        }
    }
    std::random_device source;
    const std::uint64_t now = std::uint64_t{source()} << 32 | source() | 1U;
    const std::string mark = before + bytesOf(now);
    SQLite::Statement turn(database, "INSERT OR REPLACE INTO log_mark VALUES (1, ?)");
    turn.bindNoCopy(1, static_cast<const void*>(mark.data()), static_cast<int>(mark.size()));
    turn.exec();
}

void requireOwnLog(const fs::path& file) {
    const RawFile raw(file);
    std::array<unsigned char, kHeaderBytes> header{};
    if (!raw.opened() || !raw.read(0, header)) return;
    refuseJournal(file, header[18] == 2);
    const auto pageSize = pageSizeOf(header);
    if (!pageSize || writeAheadLogOf(file) != WriteAheadLog::Filled) return;
    const std::uint32_t page = markPageOf(file);
    if (page == 0) return;
    const fs::path log = file.string() + "-wal";
    for (int tries = 0; tries < kTries; ++tries) {
        const auto before = markOfFile(raw, page, *pageSize);
        const LogMarks marks = marksOfLog(log, page, *pageSize);
        if (goesOn(before, marks)) return;
        // Whoever works on both changes them one after the other: only what stands still counts.
        const auto after = markOfFile(raw, page, *pageSize);
        const bool still = after && after->now == before->now &&
                           marksOfLog(log, page, *pageSize).header == marks.header;
        if (still) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw Error(file.string(),
                "the log beside it (" + log.string() +
                    ") does not belong to this file as it is now: it was left by another "
                    "workspace, or by this one before it was restored or replaced",
                "If the file is what you want, move the log away and open it again; if the log "
                "holds what you want, put it beside the file that it was made with");
}

}  // namespace orl
