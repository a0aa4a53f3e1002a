#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/text/packed.h"
#include "core/data/text/utf16.h"
#include "core/support/job.h"

namespace orl {

/// How much one import may hold. Every limit has its own message.
inline constexpr std::size_t kMaxRecordBytes = 64U << 20U;
inline constexpr std::size_t kMaxElements = 2'000'000;   ///< values in one JSON record
inline constexpr std::size_t kMaxCellBytes = 4U << 20U;  ///< of a cell that is parsed itself
inline constexpr std::size_t kMaxColumns = 4096;
inline constexpr std::size_t kMaxModels = 256;
inline constexpr std::size_t kMaxQueries = 4'000'000;
inline constexpr std::size_t kMaxCells = 100'000'000;  ///< queries × models
inline constexpr int kMaxNesting = 64;

/// Progress over the bytes of all files of one import; polls the stop token.
class ReadProgress {
  public:
    ReadProgress(const Job& job, std::uint64_t totalBytes)
        : m_meter(job, "reading"), m_stop(job.stop), m_total(totalBytes) {}
    void add(std::size_t bytes) {
        m_done += bytes;
        m_meter.update(m_total == 0 ? -1.0
                                    : static_cast<double>(m_done) / static_cast<double>(m_total));
    }

    const std::stop_token& stop() const { return m_stop; }

  private:
    ProgressMeter m_meter;
    std::stop_token m_stop;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
};

/// @throws Error on what is no regular file that can be read
std::ifstream openForReading(const std::filesystem::path& file);

/// The bytes of one text file as UTF-8, chunk by chunk.
/// Unpacks compressed files and archives of one file, turns UTF-16 into UTF-8, strips a byte order
/// mark; refuses what is no text: directories, missing and unreadable files, UTF-32, NUL bytes
/// (unless they are skipped), and containers (Parquet, pickle, …) by name.
class ByteSource {
  public:
    /// @param progress may be null
    explicit ByteSource(const std::filesystem::path& file, ReadProgress* progress = nullptr);

    /// The next chunk, valid until the next call; empty at the end.
    /// @throws Error, Cancelled
    std::string_view next();
    const std::string& name() const { return m_name; }
    std::uint64_t bytesRead() const { return m_bytes; }
    /// Of whom the progress is; one that never stops without any.
    std::stop_token stop() const {
        return m_progress == nullptr ? std::stop_token() : m_progress->stop();
    }

    /// Leaves NUL bytes out, as long as they are few, instead of refusing the file.
    void skipNulBytes() { m_skipNul = true; }
    std::uint64_t nulBytes() const { return m_nulBytes; }  ///< left out so far
    std::uint64_t nulLine() const { return m_nulLine; }    ///< of the first; 0: none

  private:
    void checkEncoding(std::string_view head) const;
    std::size_t byteOrderMark(std::string_view head) const;
    std::string_view nextRaw();
    std::string_view decoded(std::string_view chunk);
    std::string_view withoutNul(std::string_view chunk);

    std::string m_name;
    std::ifstream m_stream;
    std::vector<char> m_buffer;
    std::unique_ptr<PackedFile> m_packed;  ///< null: the file is not compressed
    std::optional<Utf16Reader> m_utf16;
    std::string m_text;  ///< the chunk, where it is not as the file has it
    bool m_begun = false;
    bool m_ended = false;
    bool m_skipNul = false;
    std::uint64_t m_nulBytes = 0, m_nulLine = 0;
    ReadProgress* m_progress;
    std::uint64_t m_packedBytes = 0;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_lines = 0;
};

}  // namespace orl
