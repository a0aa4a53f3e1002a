#include "core/data/import/embedding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "core/data/text/bytes.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using Kind = ImportRemark::Kind;
using std::string_view_literals::operator""sv;

constexpr std::array kNames{"embedding"sv, "embeddings"sv, "query_embedding"sv,
                            "prompt_embedding"sv};
constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

bool isUsualName(const std::string& name) {
    return std::find(kNames.begin(), kNames.end(), lowered(name)) != kNames.end();
}

/// A JSON array, or what Python prints of a vector.
bool isVector(std::string_view cell) {
    const auto text = trimmed(cell);
    return text.starts_with('[') || text.starts_with("tensor([") || text.starts_with("array([");
}

/// The one column of a usual name whose first filled cell is a vector, or -1.
std::ptrdiff_t usualColumn(const FileHead& head) {
    std::ptrdiff_t found = -1;
    for (std::size_t k = 0; k < head.columns.size(); ++k) {
        if (!isUsualName(head.columns[k])) continue;
        const auto filled = std::find_if(head.rows.begin(), head.rows.end(), [k](const auto& row) {
            return k < row.size() && !trimmed(row[k]).empty();
        });
        if (filled == head.rows.end() || !isVector((*filled)[k])) continue;
        if (found >= 0) return -1;
        found = static_cast<std::ptrdiff_t>(k);
    }
    return found;
}

std::string usualKey(const FileHead& head) {
    for (const auto& record : head.records) {
        for (const auto& member : record.items()) {
            if (isUsualName(member.key()) && member.value().is_array()) return member.key();
        }
    }
    return {};
}

void takeKey(const std::string& file, const std::string& name, FileHead& head) {
    head.embedding = name.empty() ? usualKey(head) : name;
    if (head.embedding.empty()) return;
    bool any = false;
    for (auto& record : head.records) any = record.erase(head.embedding) > 0 || any;
    if (!any) {
        throw Error(file, "the first records have no key " + shown(name),
                    "Name the key that holds the vectors, or none");
    }
}

void takeColumn(const std::string& file, const std::string& name, FileHead& head) {
    head.embeddingColumn = name.empty()
                               ? usualColumn(head)
                               : static_cast<std::ptrdiff_t>(ColumnIndex(file, head).need(name));
    if (head.embeddingColumn < 0) return;
    head.embedding = head.columns[static_cast<std::size_t>(head.embeddingColumn)];
    head.columns.erase(head.columns.begin() + head.embeddingColumn);
    for (auto& row : head.rows) {
        if (static_cast<std::ptrdiff_t>(row.size()) > head.embeddingColumn) {
            row.erase(row.begin() + head.embeddingColumn);
        }
    }
}

std::string sourceOf(std::span<const std::filesystem::path> files) {
    std::string text = files.size() == 1 ? "file " : "files ";
    for (const auto& file : files) {
        text += (&file == files.data() ? "" : ", ") + file.filename().string();
    }
    return text;
}

/// One row of a file for a query; NaN, with a remark, where it is not finite.
void putRow(const Embeddings& from, Eigen::Index row, const std::string& file,
            Embeddings::RowXpr to, Remarks& remarks) {
    if (from.row(row).array().isFinite().all()) {
        to = from.row(row);
        return;
    }
    to.setConstant(kNone);
    if (from.row(row).array().isNaN().all()) return;
    remarks.add(Kind::Refused, file, static_cast<std::uint64_t>(row) + 1,
                "a row has numbers that are not finite; read as no vector");
}

}  // namespace

void takeEmbedding(const std::string& file, const std::string& name, FileHead& head) {
    if (head.json) {
        if (!head.records.empty()) takeKey(file, name, head);
    } else {
        takeColumn(file, name, head);
    }
}

void DatasetBuilder::setVector(CellVector vector, std::uint64_t line) {
    if (!vector.problem.empty()) {
        remark(Kind::Refused, line, "a vector is none; read as missing", vector.problem);
    }
    m_nextVector = std::move(vector.values);
}

void DatasetBuilder::takeVector(std::size_t query, std::uint64_t line) {
    if (m_nextVector.empty()) return;
    if (m_vectors.size() <= query) m_vectors.resize(query + 1);
    if (m_vectors[query].empty()) {
        m_vectorBytes += m_nextVector.size() * sizeof(float);
        if (m_vectorBytes > kMaxEmbeddingBytes) {
            throw Error(fmt::format("{}:{}", file(), line),
                        fmt::format("more than {} MB of vectors", kMaxEmbeddingBytes >> 20U),
                        "Import a part of the file, or shorter vectors");
        }
        m_vectors[query] = std::move(m_nextVector);
    } else if (m_vectors[query] != m_nextVector) {
        remark(Kind::Refused, line,
               "an earlier row has another vector for the same query; the earlier one is kept");
    }
    m_nextVector.clear();
}

/// The length that most vectors have is the right one; others are refused.
void DatasetBuilder::finishVectors(Dataset& data) {
    std::map<std::size_t, std::size_t> lengths;
    for (const auto& vector : m_vectors) {
        if (!vector.empty()) ++lengths[vector.size()];
    }
    if (lengths.empty()) return;
    const std::size_t length =
        std::max_element(lengths.begin(), lengths.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        })->first;
    data.embedding = Embeddings::Constant(static_cast<Eigen::Index>(m_queries.size()),
                                          static_cast<Eigen::Index>(length), kNone);
    data.embeddingSource = "column";
    for (std::size_t i = 0; i < m_vectors.size(); ++i) {
        const std::vector<float>& vector = m_vectors[i];
        if (vector.size() == length) {
            std::copy(vector.begin(), vector.end(),
                      data.embedding.row(static_cast<Eigen::Index>(i)).data());
        } else if (!vector.empty()) {
            m_remarks.add(Kind::Refused, m_files[m_origins[i].file], m_origins[i].line,
                          "a vector has another length than most; read as missing",
                          fmt::format("{} numbers instead of {}", vector.size(), length));
        }
    }
    m_vectors.clear();
}

void readEmbeddingFiles(std::span<const std::filesystem::path> files, std::size_t dimension,
                        DatasetBuilder::Built& built, Remarks& remarks, const Job& job) {
    std::vector<Embeddings> parts;
    std::uint64_t rows = 0;
    for (const auto& file : files) {
        parts.push_back(readVectorFile(file, dimension, job));
        rows += static_cast<std::uint64_t>(parts.back().rows());
        if (parts.back().cols() != parts.front().cols()) {
            throw Error(
                file.string(),
                fmt::format("has vectors of {} numbers, but those of {} have {}",
                            parts.back().cols(), files.front().string(), parts.front().cols()),
                "Give vectors of the same embedding model");
        }
    }
    Dataset& data = built.data;
    const bool byQuery = rows == data.queryCount();
    if (!byQuery && rows != built.rowsRead) {
        throw Error(sourceOf(files),
                    fmt::format("there are {} rows of vectors for {} queries (in {} records)", rows,
                                data.queryCount(), built.rowsRead),
                    "Give one row for every query, or for every record, in the order of the data");
    }
    if (data.embedding.cols() > 0) {
        remarks.add(Kind::Note, files.front().string(), 0,
                    "the data have vectors of their own; those of the file are used");
    }
    data.embedding.resize(static_cast<Eigen::Index>(data.queryCount()), parts.front().cols());
    data.embeddingSource = sourceOf(files);
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        auto row = static_cast<Eigen::Index>(byQuery ? i : built.recordOfQuery[i]);
        std::size_t part = 0;
        while (row >= parts[part].rows()) row -= parts[part++].rows();
        putRow(parts[part], row, files[part].string(),
               data.embedding.row(static_cast<Eigen::Index>(i)), remarks);
    }
}

}  // namespace orl
