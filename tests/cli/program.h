#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace orl::test {

using Words = std::vector<std::string>;

/// How one run of the command line ended.
struct Finished {
    int code = -1;  ///< exit code; 1000 + signal when it was killed
    std::string out;
    std::string err;
    nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// Starts `omnirouter` with these arguments, stdout and stderr into these files.
pid_t start(const Words& arguments, const std::filesystem::path& out,
            const std::filesystem::path& err);
int waitFor(pid_t child);

/// A folder of its own that is removed at the end.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string operator/(const std::string& name) const { return (m_path / name).string(); }
    const std::filesystem::path& path() const { return m_path; }
    /// Runs `omnirouter` to its end.
    Finished run(const Words& arguments) const;
    std::string write(const std::string& name, const std::string& text) const;

  private:
    std::filesystem::path m_path;
};

std::string readFile(const std::filesystem::path& file);
/// Lines of a CSV file without quotes, as cells.
std::vector<Words> readCsv(const std::filesystem::path& file);

}  // namespace orl::test
