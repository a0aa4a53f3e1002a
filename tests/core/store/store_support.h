#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "core/data/workspace/workspace.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl::store_test {

namespace fs = std::filesystem;

/// A folder that anybody may enter, gone at the end of the test.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (fs::temp_directory_path() / "orl_store_XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        m_path = pattern;
        fs::permissions(m_path, fs::perms(0755));
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::permissions(m_path, fs::perms(0755), ignored);
        fs::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    fs::path operator/(const std::string& name) const { return m_path / name; }
    const fs::path& path() const { return m_path; }

  private:
    fs::path m_path;
};

inline std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline void writeBytes(const fs::path& file, const std::string& bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Name and content of everything in a folder.
inline std::map<std::string, std::string> contentOf(const fs::path& folder) {
    std::map<std::string, std::string> content;
    for (const auto& entry : fs::directory_iterator(folder)) {
        content[entry.path().filename().string()] =
            entry.is_regular_file() ? bytesOf(entry.path()) : "";
    }
    return content;
}

/// Random numbers with some unknown ones, and texts of the given length.
inline Dataset sampleDataset(const std::string& name, std::size_t queries, std::size_t models,
                             std::uint64_t seed = 1, std::size_t textLength = 80) {
    Random random(seed);
    Dataset data;
    data.name = name;
    data.outputTokensEstimated = seed % 2 == 0;
    for (std::size_t j = 0; j < models; ++j) {
        data.models.push_back({"model " + std::to_string(j), random.uniform(), random.uniform(),
                               "source " + std::to_string(seed)});
    }
    for (std::size_t i = 0; i < queries; ++i) {
        Query& query = data.queries.emplace_back();
        query.text = "query " + std::to_string(i) + " of seed " + std::to_string(seed) + " ";
        if (query.text.size() < textLength) query.text.resize(textLength, 'x');
        query.task = "task " + std::to_string(random.below(5));
        query.level = std::to_string(random.below(3));
        query.split = random.below(10) < 7 ? "train" : "test";
        query.inputTokens = random.below(5) == 0 ? kMissing : random.uniform(1, 1000);
        query.inputTokensEstimated = random.below(2) == 0;
    }
    for (Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        grid->resize(static_cast<Eigen::Index>(queries), static_cast<Eigen::Index>(models));
        for (Eigen::Index i = 0; i < grid->size(); ++i) {
            grid->data()[i] = random.below(7) == 0 ? kMissing : random.uniform();
        }
    }
    return data;
}

/// Equal bit by bit, or both unknown.
inline bool sameNumber(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
           (std::isnan(a) && std::isnan(b));
}

/// Everything equal, numbers bit by bit.
inline testing::AssertionResult sameDataset(const Dataset& a, const Dataset& b) {
    const auto differ = [](const std::string& what) {
        return testing::AssertionFailure() << what << " differs";
    };
    if (a.name != b.name) return differ("name");
    if (a.outputTokensEstimated != b.outputTokensEstimated) return differ("estimated flag");
    if (a.modelCount() != b.modelCount()) return differ("model count");
    if (a.queryCount() != b.queryCount()) return differ("query count");
    for (std::size_t j = 0; j < a.modelCount(); ++j) {
        const ModelInfo& x = a.models[j];
        const ModelInfo& y = b.models[j];
        if (x.name != y.name || x.priceSource != y.priceSource ||
            !sameNumber(x.inputPrice, y.inputPrice) || !sameNumber(x.outputPrice, y.outputPrice)) {
            return differ("model " + std::to_string(j));
        }
    }
    for (std::size_t i = 0; i < a.queryCount(); ++i) {
        const Query& x = a.queries[i];
        const Query& y = b.queries[i];
        if (x.text != y.text || x.task != y.task || x.level != y.level || x.split != y.split ||
            !sameNumber(x.inputTokens, y.inputTokens) ||
            x.inputTokensEstimated != y.inputTokensEstimated) {
            return differ("query " + std::to_string(i));
        }
    }
    for (const auto& [x, y] : {std::pair(&a.score, &b.score), std::pair(&a.cost, &b.cost),
                               std::pair(&a.outputTokens, &b.outputTokens)}) {
        if (x->rows() != y->rows() || x->cols() != y->cols()) return differ("grid shape");
        for (Eigen::Index i = 0; i < x->size(); ++i) {
            if (!sameNumber(x->data()[i], y->data()[i])) return differ("cell " + std::to_string(i));
        }
    }
    if (a.embeddingSource != b.embeddingSource) return differ("source of the vectors");
    if (a.embedding.rows() != b.embedding.rows() || a.embedding.cols() != b.embedding.cols()) {
        return differ("shape of the vectors");
    }
    for (Eigen::Index i = 0; i < a.embedding.size(); ++i) {
        if (!sameNumber(static_cast<double>(a.embedding.data()[i]),
                        static_cast<double>(b.embedding.data()[i]))) {
            return differ("number " + std::to_string(i) + " of the vectors");
        }
    }
    return testing::AssertionSuccess();
}

/// Gives every query but some a random vector.
inline void addEmbeddings(Dataset& data, Eigen::Index dimension, std::uint64_t seed = 1) {
    Random random(seed);
    data.embeddingSource = "model " + std::to_string(seed) + " @ host";
    data.embedding.resize(static_cast<Eigen::Index>(data.queryCount()), dimension);
    for (Eigen::Index i = 0; i < data.embedding.rows(); ++i) {
        const bool missing = random.below(5) == 0;
        for (Eigen::Index d = 0; d < dimension; ++d) {
            data.embedding(i, d) = missing ? std::numeric_limits<float>::quiet_NaN()
                                           : static_cast<float>(random.normal());
        }
    }
}

/// Runs work() and returns the message of its Error, "" if there was none. Checks that the Error
/// says where, what and how to cure it.
template <typename Work>
std::string messageOf(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_FALSE(error.where().empty()) << error.what();
        EXPECT_FALSE(error.problem().empty()) << error.what();
        EXPECT_FALSE(error.remedy().empty()) << error.what();
        return error.what();
    }
    return {};
}

inline testing::AssertionResult contains(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "\"" << text << "\" does not contain \"" << part << "\"";
}

/// Runs work() in a child process and returns the text that it returned (or its exception).
template <typename Work>
std::string inChild(Work&& work) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        std::string text;
        try {
            text = work();
        } catch (const std::exception& error) {
            text = std::string("exception: ") + error.what();
        }
        const ssize_t written = ::write(ends[1], text.data(), text.size());
        ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the child ended with " << status;
    return text;
}

/// Like inChild, as a user without privileges, so that permissions count when tests run as root.
template <typename Work>
std::string asNobody(Work&& work) {
    return inChild([&]() -> std::string {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return "no setuid";
        return work();
    });
}

}  // namespace orl::store_test
