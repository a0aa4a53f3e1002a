#include "core/data/text/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <functional>
#include <ostream>
#include <vector>

#include "core/data/text/bytes.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr std::size_t kZipBlock = std::size_t{1} << 18U;
constexpr const char* kZipRemedy = "Fetch or make the file again";
using EntryHandle = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

la_ssize_t writeZipBlock(archive* handle, void* stream, const void* bytes, std::size_t size) {
    auto& out = *static_cast<std::ostream*>(stream);
    out.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
    if (out) return static_cast<la_ssize_t>(size);
    archive_set_error(handle, errno, "cannot be written");
    return -1;
}

/// Gives the unpacked file piece by piece.
void readZipped(const std::filesystem::path& file, const std::string& name, const Job& job,
                const std::function<void(std::string_view)>& take) {
    openForReading(file);  // says what is wrong with the path
    const std::unique_ptr<archive, int (*)(archive*)> handle(archive_read_new(), archive_read_free);
    const auto fail = [&] {
        const char* why = archive_error_string(handle.get());
        throw Error(file.string(),
                    fmt::format("the file is damaged or cut off{}{}", why != nullptr ? ": " : "",
                                why != nullptr ? why : ""),
                    kZipRemedy);
    };
    archive_read_support_format_zip_seekable(handle.get());
    if (archive_read_open_filename(handle.get(), file.c_str(), kZipBlock) != ARCHIVE_OK) fail();
    while (true) {
        job.check();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(handle.get(), &entry);
        if (status == ARCHIVE_EOF) {
            throw Error(file.string(), fmt::format("there is no {} in the file", name), kZipRemedy);
        }
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail();
        const char* path = archive_entry_pathname(entry);
        if (path != nullptr && name == path) break;
    }
    std::vector<char> block(kZipBlock);
    while (true) {
        job.check();
        const auto got = archive_read_data(handle.get(), block.data(), block.size());
        if (got < 0) fail();
        if (got == 0) return;
        take({block.data(), static_cast<std::size_t>(got)});
    }
}

}  // namespace

class ZipWriter::Archive {
  public:
    explicit Archive(std::ostream& out)
        : m_out(&out), m_handle(archive_write_new(), archive_write_free) {
        archive_write_set_format_zip(m_handle.get());
        archive_write_set_bytes_in_last_block(m_handle.get(), 1);
        check(archive_write_open(m_handle.get(), &out, nullptr, writeZipBlock, nullptr));
    }
    /// Without a time: an archive says nothing that its files do not.
    void begin(const std::string& name, std::uint64_t size) {
        const EntryHandle entry(archive_entry_new(), archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        constexpr int kMode = 0644;
        archive_entry_set_perm(entry.get(), kMode);
        check(archive_write_header(m_handle.get(), entry.get()));
    }
    void write(std::string_view bytes) {
        if (!*m_out) return;
        if (archive_write_data(m_handle.get(), bytes.data(), bytes.size()) < 0) {
            check(ARCHIVE_FATAL);
        }
    }
    void finish() { check(archive_write_close(m_handle.get())); }

  private:
    /// What the stream could not take shows in the stream, and whoever gave it says so.
    void check(int status) {
        if (status == ARCHIVE_OK || status == ARCHIVE_WARN || !*m_out) return;
        const char* why = archive_error_string(m_handle.get());
        throw Error("zip", why != nullptr ? why : "it cannot be packed", "Try again");
    }
    std::ostream* m_out;
    std::unique_ptr<archive, int (*)(archive*)> m_handle;
};

ZipWriter::ZipWriter(std::ostream& out) : m_archive(std::make_unique<Archive>(out)) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::add(const std::string& name, std::string_view bytes) {
    m_archive->begin(name, bytes.size());
    m_archive->write(bytes);
}

void ZipWriter::addFile(const std::string& name, const std::filesystem::path& file,
                        const Job& job) {
    std::ifstream in = openForReading(file);
    m_archive->begin(name, std::filesystem::file_size(file));
    std::vector<char> block(kZipBlock);
    while (in) {
        job.check();
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        m_archive->write({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    if (in.bad()) throw Error(file.string(), "cannot be read", "Check the disk it is on");
}

void ZipWriter::finish() {
    m_archive->finish();
}

bool isZip(const std::filesystem::path& file) {
    std::array<char, 4> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    return in && std::string_view(head.data(), head.size()) == "PK\x03\x04";
}

std::string zippedText(const std::filesystem::path& archive, const std::string& name,
                       std::size_t most, const Job& job) {
    std::string text;
    readZipped(archive, name, job, [&](std::string_view piece) {
        if (text.size() + piece.size() > most) {
            throw Error(archive.string(),
                        fmt::format("{} in the file is longer than {} bytes", name, most),
                        kZipRemedy);
        }
        text += piece;
    });
    return text;
}

void unzip(const std::filesystem::path& archive, const std::string& name, std::ostream& out,
           const Job& job) {
    readZipped(archive, name, job, [&](std::string_view piece) {
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    });
}

}  // namespace orl
