#include "core/data/workspace/embedding.h"

#include <fmt/format.h>

#include <limits>

#include "core/data/workspace/state.h"
#include "core/support/hash.h"

namespace orl {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

std::int64_t vectorChecksum(const std::string& source, const Embeddings& vectors) {
    Fingerprint print;
    print.add(source);
    for (Eigen::Index i = 0; i < vectors.size(); ++i) {
        print.add(static_cast<double>(vectors.data()[i]));
    }
    return stored(print.value());
}

std::string packed(const Embeddings& vectors, Eigen::Index row) {
    const auto dimension = static_cast<std::size_t>(vectors.cols());
    std::string bytes(dimension * sizeof(float), '\0');
    packNumbers(std::span(vectors.row(row).data(), dimension), bytes.data());
    return bytes;
}

std::string_view blobOf(const SQLite::Column& column) {
    const auto bytes = static_cast<std::size_t>(column.getBytes());
    return bytes == 0 ? std::string_view{}
                      : std::string_view(static_cast<const char*>(column.getBlob()), bytes);
}

void unpackRow(std::string_view blob, Embeddings& vectors, Eigen::Index row) {
    unpackNumbers(blob.data(),
                  std::span(vectors.row(row).data(), static_cast<std::size_t>(vectors.cols())));
}

void bindText(SQLite::Statement& statement, int index, std::string_view text) {
    statement.bind(index, checksumOf(text));
    statement.bind(index + 1, static_cast<std::int64_t>(text.size()));
}

}  // namespace

void requireStorableEmbeddings(const std::string& where, const Embeddings& vectors,
                               std::size_t queryCount) {
    if (static_cast<std::size_t>(vectors.rows()) != queryCount) {
        throw Error(
            where,
            fmt::format("it has {} queries, but there are {} vectors", queryCount, vectors.rows()),
            "Embed every query of the data set, in its order");
    }
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
        const auto row = vectors.row(i).array();
        if (!row.isFinite().all() && !row.isNaN().all()) {
            throw Error(
                where, fmt::format("the vector of query {} has numbers that are not finite", i + 1),
                "Leave a vector out as a whole (all NaN) or embed the query again");
        }
    }
}

void insertEmbeddings(SQLite::Database& database, std::int64_t id, const std::string& source,
                      const Embeddings& vectors, const Job& job) {
    const bool any = vectors.cols() > 0;
    SQLite::Statement select(database,
                             "SELECT id FROM query WHERE dataset_id = ? ORDER BY position");
    select.bind(1, id);
    SQLite::Statement insert(database, "INSERT INTO embedding (query_id, vector) VALUES (?, ?)");
    ProgressMeter meter(job, "saving");
    for (Eigen::Index i = 0; any && select.executeStep(); ++i) {
        if (static_cast<std::size_t>(i) % kRowsBetweenReports == 0) {
            meter.update(static_cast<double>(i) / static_cast<double>(vectors.rows()));
        }
        if (std::isnan(vectors(i, 0))) continue;
        const std::string bytes = packed(vectors, i);
        insert.reset();
        insert.bind(1, select.getColumn(0).getInt64());
        insert.bindNoCopy(2, static_cast<const void*>(bytes.data()),
                          static_cast<int>(bytes.size()));
        insert.exec();
    }
    SQLite::Statement seal(database,
                           "UPDATE dataset SET embedding_source = ?, embedding_dimension = ?, "
                           "embedding_checksum = ? WHERE id = ?");
    seal.bind(1, any ? source : "");
    seal.bind(2, static_cast<std::int64_t>(vectors.cols()));
    seal.bind(3, vectorChecksum(source, vectors));
    seal.bind(4, id);
    seal.exec();
}

void readEmbeddings(const std::filesystem::path& file, SQLite::Database& database, std::int64_t id,
                    Dataset& data, const Job& job) {
    SQLite::Statement find(database,
                           "SELECT embedding_source, embedding_dimension, embedding_checksum "
                           "FROM dataset WHERE id = ?");
    find.bind(1, id);
    find.executeStep();
    const std::int64_t dimension = find.getColumn(1).getInt64();
    if (dimension == 0) return;
    const auto damaged = [&] {
        return damagedError(file, "the vectors of data set \"" + data.name + "\" are not as saved");
    };
    // Before memory is reserved for it: a damaged dimension may be any number.
    SQLite::Statement other(database,
                            "SELECT 1 FROM query JOIN embedding ON query_id = query.id "
                            "WHERE dataset_id = ? AND length(vector) IS NOT ? LIMIT 1");
    other.bind(1, id);
    other.bind(2, dimension * static_cast<std::int64_t>(sizeof(float)));
    if (dimension < 0 || dimension > kMaxEmbeddingDimension || other.executeStep()) throw damaged();

    Embeddings vectors = Embeddings::Constant(static_cast<Eigen::Index>(data.queryCount()),
                                              static_cast<Eigen::Index>(dimension), kNone);
    SQLite::Statement select(database,
                             "SELECT position, vector FROM query JOIN embedding "
                             "ON query_id = query.id WHERE dataset_id = ? ORDER BY position");
    select.bind(1, id);
    ProgressMeter meter(job, "loading");
    while (select.executeStep()) {
        const auto row = static_cast<Eigen::Index>(select.getColumn(0).getInt64());
        if (static_cast<std::size_t>(row) % kRowsBetweenReports == 0) {
            meter.update(static_cast<double>(row) / static_cast<double>(vectors.rows()));
        }
        unpackRow(blobOf(select.getColumn(1)), vectors, row);
    }
    data.embeddingSource = find.getColumn(0).getString();
    if (find.getColumn(2).getInt64() != vectorChecksum(data.embeddingSource, vectors)) {
        throw damaged();
    }
    data.embedding = std::move(vectors);
}

void Workspace::saveEmbeddings(const std::string& dataset, const std::string& source,
                               const Embeddings& vectors, const Job& job) {
    m_state->write(job, [&](SQLite::Database& database) {
        const std::int64_t id = m_state->datasetId(database, dataset);
        SQLite::Statement count(database, "SELECT query_count FROM dataset WHERE id = ?");
        count.bind(1, id);
        count.executeStep();
        requireStorableEmbeddings("data set \"" + dataset + "\"", vectors,
                                  static_cast<std::size_t>(count.getColumn(0).getInt64()));
        SQLite::Statement remove(database,
                                 "DELETE FROM embedding WHERE query_id IN "
                                 "(SELECT id FROM query WHERE dataset_id = ?)");
        remove.bind(1, id);
        remove.exec();
        insertEmbeddings(database, id, source, vectors, job);
    });
}

void Workspace::cacheEmbeddings(const std::string& model, std::span<const std::string_view> texts,
                                const Embeddings& vectors) {
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement insert(database,
                                 "INSERT OR REPLACE INTO embedding_cache "
                                 "(model, text_hash, text_bytes, checksum, vector) "
                                 "VALUES (?, ?, ?, ?, ?)");
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string bytes = packed(vectors, static_cast<Eigen::Index>(i));
            insert.reset();
            insert.bind(1, model);
            bindText(insert, 2, texts[i]);
            insert.bind(4, checksumOf(bytes));
            insert.bindNoCopy(5, static_cast<const void*>(bytes.data()),
                              static_cast<int>(bytes.size()));
            insert.exec();
        }
    });
}

Embeddings Workspace::cachedEmbeddings(const std::string& model,
                                       std::span<const std::string_view> texts,
                                       const Job& job) const {
    return m_state->read(job, [&](SQLite::Database& database) {
        Embeddings vectors(static_cast<Eigen::Index>(texts.size()), 0);
        SQLite::Statement select(database,
                                 "SELECT vector, checksum FROM embedding_cache WHERE model = ? "
                                 "AND text_hash = ? AND text_bytes = ?");
        ProgressMeter meter(job, "loading");
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (i % kRowsBetweenReports == 0) {
                meter.update(static_cast<double>(i) / static_cast<double>(texts.size()));
            }
            select.reset();
            select.bind(1, model);
            bindText(select, 2, texts[i]);
            if (!select.executeStep()) continue;
            const std::string_view blob = blobOf(select.getColumn(0));
            const std::size_t dimension = blob.size() / sizeof(float);
            if (vectors.cols() == 0 && blob.size() % sizeof(float) == 0) {
                vectors = Embeddings::Constant(vectors.rows(), static_cast<Eigen::Index>(dimension),
                                               kNone);
            }
            if (checksumOf(blob) != select.getColumn(1).getInt64() || dimension == 0 ||
                static_cast<Eigen::Index>(dimension) != vectors.cols()) {
                throw damagedError(m_state->file, "the vectors of \"" + model +
                                                      "\" that were kept are not as saved");
            }
            unpackRow(blob, vectors, static_cast<Eigen::Index>(i));
        }
        return vectors;
    });
}

void Workspace::clearCachedEmbeddings(const std::string& model) {
    m_state->write({}, [&](SQLite::Database& database) {
        SQLite::Statement remove(database, "DELETE FROM embedding_cache WHERE model = ?");
        remove.bind(1, model);
        remove.exec();
    });
}

}  // namespace orl
