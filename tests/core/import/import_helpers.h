#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "core/data/import/import.h"

namespace orl {

/// A directory that goes away with the test.
class TempDir {
  public:
    TempDir() {
        std::string pattern = (std::filesystem::temp_directory_path() / "orl_XXXXXX").string();
        m_path = mkdtemp(pattern.data());
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    std::filesystem::path write(const std::string& name, const std::string& content) const {
        std::ofstream(m_path / name, std::ios::binary) << content;
        return m_path / name;
    }
    const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// Imports texts as files of a fresh directory.
class ImportTest : public ::testing::Test {
  protected:
    ImportResult importText(const std::string& name, const std::string& content) {
        options.files.push_back(dir.write(name, content));
        return importFiles(options);
    }
    /// The remark whose wording has this part; fails the test if there is none.
    static ImportRemark remark(const ImportReport& report, const std::string& part) {
        for (const ImportRemark& one : report.remarks) {
            if (one.what.find(part) != std::string::npos) return one;
        }
        ADD_FAILURE() << "no remark has \"" << part << "\" in\n" << report.toText();
        return {};
    }
    static std::string errorOf(const ImportOptions& bad) {
        try {
            importFiles(bad);
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }

    TempDir dir;
    ImportOptions options;
};

}  // namespace orl
