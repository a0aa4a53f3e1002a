#include "core/data/workspace/dataset_rows.h"

#include <fmt/format.h>

#include <limits>
#include <set>

#include "core/data/workspace/embedding.h"
#include "core/data/workspace/state.h"
#include "core/support/hash.h"

namespace orl {

namespace {

void bindUnknown(SQLite::Statement& statement, int index, double value) {
    if (value == value) {
        statement.bind(index, value);
    } else {
        statement.bind(index);
    }
}

double orUnknown(const SQLite::Column& column) {
    return column.isNull() ? kMissing : column.getDouble();
}

std::uint64_t modelChecksum(const std::vector<ModelInfo>& models) {
    Fingerprint print;
    for (const ModelInfo& model : models) {
        print.add(model.name);
        print.add(model.inputPrice);
        print.add(model.outputPrice);
        print.add(model.priceSource);
        for (const PriceTier& tier : model.tiers) {
            for (const double number : {tier.above, tier.inputPrice, tier.outputPrice}) {
                print.add(number);
            }
        }
    }
    return print.value();
}

std::uint64_t contentChecksum(const Dataset& data) {
    Fingerprint print;
    print.add(static_cast<std::uint64_t>(data.outputTokensEstimated));
    for (const Query& query : data.queries) {
        print.add(query.text);
        print.add(query.task);
        print.add(query.level);
        print.add(query.split);
        print.add(query.inputTokens);
        print.add(static_cast<std::uint64_t>(query.inputTokensEstimated));
    }
    for (const Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        for (Eigen::Index i = 0; i < grid->size(); ++i) print.add(grid->data()[i]);
    }
    for (Eigen::Index i = 0; i < data.inputTokens.size(); ++i) {
        print.add(data.inputTokens.data()[i]);
    }
    // Nothing where there is none, so that what earlier versions saved keeps its checksum.
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        if (data.queries[i].id.empty()) continue;
        print.add(static_cast<std::uint64_t>(i));
        print.add(data.queries[i].id);
    }
    return print.value();
}

/// What a row of outcome.cells holds, in this order.
std::vector<Grid*> gridsToRead(Dataset& data, bool modelInputTokens) {
    std::vector<Grid*> grids = {&data.score, &data.cost, &data.outputTokens};
    if (modelInputTokens) grids.push_back(&data.inputTokens);
    return grids;
}
std::vector<const Grid*> gridsToStore(const Dataset& data) {
    std::vector<const Grid*> grids = {&data.score, &data.cost, &data.outputTokens};
    if (data.inputTokens.size() > 0) grids.push_back(&data.inputTokens);
    return grids;
}

std::vector<ModelInfo> readModels(SQLite::Database& database, std::int64_t id) {
    SQLite::Statement select(database,
                             "SELECT name, input_price, output_price, price_source FROM model "
                             "WHERE dataset_id = ? ORDER BY position");
    select.bind(1, id);
    std::vector<ModelInfo> models;
    while (select.executeStep()) {
        models.push_back({select.getColumn(0).getString(), orUnknown(select.getColumn(1)),
                          orUnknown(select.getColumn(2)), select.getColumn(3).getString()});
    }
    SQLite::Statement tiers(database,
                            "SELECT position, above_tokens, input_price, output_price FROM "
                            "price_tier WHERE dataset_id = ? ORDER BY position, above_tokens");
    tiers.bind(1, id);
    while (tiers.executeStep()) {
        const std::int64_t position = tiers.getColumn(0).getInt64();
        if (position < 0 || position >= static_cast<std::int64_t>(models.size())) continue;
        models[static_cast<std::size_t>(position)].tiers.push_back({tiers.getColumn(1).getDouble(),
                                                                    orUnknown(tiers.getColumn(2)),
                                                                    orUnknown(tiers.getColumn(3))});
    }
    return models;
}

void insertTiers(SQLite::Database& database, std::int64_t id, std::int64_t position,
                 const std::vector<PriceTier>& tiers) {
    SQLite::Statement insert(database, "INSERT INTO price_tier VALUES (?, ?, ?, ?, ?)");
    for (const PriceTier& tier : tiers) {
        insert.reset();
        insert.bind(1, id);
        insert.bind(2, position);
        insert.bind(3, tier.above);
        bindUnknown(insert, 4, tier.inputPrice);
        bindUnknown(insert, 5, tier.outputPrice);
        insert.exec();
    }
}

void insertModels(SQLite::Database& database, std::int64_t id,
                  const std::vector<ModelInfo>& models) {
    SQLite::Statement insert(database, "INSERT INTO model VALUES (?, ?, ?, ?, ?, ?)");
    for (std::size_t j = 0; j < models.size(); ++j) {
        insert.reset();
        insert.bind(1, id);
        insert.bind(2, static_cast<std::int64_t>(j));
        insert.bind(3, models[j].name);
        bindUnknown(insert, 4, models[j].inputPrice);
        bindUnknown(insert, 5, models[j].outputPrice);
        insert.bind(6, models[j].priceSource);
        insert.exec();
        insertTiers(database, id, static_cast<std::int64_t>(j), models[j].tiers);
    }
}

void insertQueries(SQLite::Database& database, std::int64_t id, const Dataset& data,
                   const Job& job) {
    SQLite::Statement insertQuery(database,
                                  "INSERT INTO query (dataset_id, position, text, task, level, "
                                  "split, input_tokens, input_tokens_estimated, key) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    SQLite::Statement insertOutcome(database, "INSERT INTO outcome VALUES (?, ?)");
    ProgressMeter meter(job, "saving");
    const std::size_t rowBytes = data.modelCount() * sizeof(double);
    const std::vector<const Grid*> grids = gridsToStore(data);
    std::string cells(grids.size() * rowBytes, '\0');
    for (std::size_t i = 0; i < data.queryCount(); ++i) {
        if (i % kRowsBetweenReports == 0) {
            meter.update(static_cast<double>(i) / static_cast<double>(data.queryCount()));
        }
        const Query& query = data.queries[i];
        insertQuery.reset();
        insertQuery.bind(1, id);
        insertQuery.bind(2, static_cast<std::int64_t>(i));
        insertQuery.bindNoCopy(3, query.text);
        insertQuery.bindNoCopy(4, query.task);
        insertQuery.bindNoCopy(5, query.level);
        insertQuery.bindNoCopy(6, query.split);
        bindUnknown(insertQuery, 7, query.inputTokens);
        insertQuery.bind(8, query.inputTokensEstimated ? 1 : 0);
        insertQuery.bindNoCopy(9, query.id);
        insertQuery.exec();

        char* target = cells.data();
        for (const Grid* grid : grids) {
            packNumbers(std::span(grid->data() + i * data.modelCount(), data.modelCount()), target);
            target += rowBytes;
        }
        insertOutcome.reset();
        insertOutcome.bind(1, database.getLastInsertRowid());
        insertOutcome.bindNoCopy(2, static_cast<const void*>(cells.data()),
                                 static_cast<int>(cells.size()));
        insertOutcome.exec();
    }
}

/// Files of earlier versions, which are read as they are, have no such column.
bool hasQueryKeys(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM pragma_table_info('query') WHERE name = 'key'")
               .getInt() > 0;
}

void readQueries(const std::filesystem::path& file, SQLite::Database& database, std::int64_t id,
                 Dataset& data, std::size_t queryCount, bool modelInputTokens, const Job& job) {
    // Before memory is reserved for it: a damaged count may be any number.
    SQLite::Statement count(database, "SELECT count(*) FROM query WHERE dataset_id = ?");
    count.bind(1, id);
    count.executeStep();
    if (count.getColumn(0).getInt64() != static_cast<std::int64_t>(queryCount)) {
        throw damagedError(file, fmt::format("data set \"{}\" has {} of {} queries", data.name,
                                             count.getColumn(0).getInt64(), queryCount));
    }
    const auto rows = static_cast<Eigen::Index>(queryCount);
    const auto columns = static_cast<Eigen::Index>(data.modelCount());
    const std::vector<Grid*> grids = gridsToRead(data, modelInputTokens);
    for (Grid* grid : grids) grid->resize(rows, columns);
    data.queries.reserve(queryCount);
    SQLite::Statement select(database,
                             fmt::format("SELECT position, text, task, level, split, input_tokens, "
                                         "input_tokens_estimated, cells, {} FROM query "
                                         "JOIN outcome ON outcome.query_id = query.id "
                                         "WHERE dataset_id = ? ORDER BY position",
                                         hasQueryKeys(database) ? "key" : "''"));
    select.bind(1, id);
    ProgressMeter meter(job, "loading");
    const std::size_t rowBytes = data.modelCount() * sizeof(double);
    while (select.executeStep()) {
        const std::size_t i = data.queries.size();
        if (i % kRowsBetweenReports == 0) {
            meter.update(static_cast<double>(i) / static_cast<double>(queryCount));
        }
        const SQLite::Column cells = select.getColumn(7);
        if (i >= queryCount || select.getColumn(0).getInt64() != static_cast<std::int64_t>(i) ||
            static_cast<std::size_t>(cells.getBytes()) != grids.size() * rowBytes) {
            throw damagedError(
                file, fmt::format("query {} of data set \"{}\" has no proper outcomes", i + 1,
                                  data.name));
        }
        data.queries.push_back({select.getColumn(1).getString(), select.getColumn(2).getString(),
                                select.getColumn(3).getString(), select.getColumn(4).getString(),
                                orUnknown(select.getColumn(5)), select.getColumn(6).getInt() != 0,
                                select.getColumn(8).getString()});
        if (rowBytes == 0) continue;
        const auto* source = static_cast<const char*>(cells.getBlob());
        for (Grid* grid : grids) {
            unpackNumbers(source,
                          std::span(grid->data() + i * data.modelCount(), data.modelCount()));
            source += rowBytes;
        }
    }
    if (data.queryCount() != queryCount) {
        throw damagedError(file, fmt::format("data set \"{}\" has outcomes of {} of {} queries",
                                             data.name, data.queryCount(), queryCount));
    }
}

}  // namespace

void requireStorable(const Dataset& data) {
    const std::string where = "data set \"" + data.name + "\"";
    if (data.name.empty()) throw Error("data set", "it has no name", "Give it a name");
    for (const Grid* grid : gridsToStore(data)) {
        const bool fits = static_cast<std::size_t>(grid->rows()) == data.queryCount() &&
                          static_cast<std::size_t>(grid->cols()) == data.modelCount();
        if (!fits && !(grid->size() == 0 && data.queryCount() * data.modelCount() == 0)) {
            throw Error(
                where,
                fmt::format("{} queries and {} models have a table of {} × {} outcomes",
                            data.queryCount(), data.modelCount(), grid->rows(), grid->cols()));
        }
    }
    if (data.embedding.cols() > 0)
        requireStorableEmbeddings(where, data.embedding, data.queryCount());
    std::set<std::string> names;
    for (const ModelInfo& model : data.models) {
        if (!names.insert(model.name).second) {
            throw Error(where, "two models are called \"" + model.name + "\"",
                        "Give every model a name of its own");
        }
    }
}

bool removeDatasetRows(SQLite::Database& database, const std::string& name) {
    SQLite::Statement predictors(database, "DELETE FROM predictor WHERE dataset = ?");
    predictors.bind(1, name);
    predictors.exec();
    SQLite::Statement remove(database, "DELETE FROM dataset WHERE name = ?");
    remove.bind(1, name);
    return remove.exec() > 0;
}

std::optional<Dataset> readDataset(const std::filesystem::path& file, SQLite::Database& database,
                                   const std::string& name, const Job& job) {
    SQLite::Statement find(database,
                           "SELECT id, query_count, model_count, output_tokens_estimated, "
                           "content_checksum, model_checksum, model_input_tokens FROM dataset "
                           "WHERE name = ?");
    find.bind(1, name);
    if (!find.executeStep()) return {};
    const std::int64_t id = find.getColumn(0).getInt64();
    Dataset data;
    data.name = name;
    data.outputTokensEstimated = find.getColumn(3).getInt() != 0;
    data.models = readModels(database, id);
    if (find.getColumn(2).getInt64() != static_cast<std::int64_t>(data.modelCount()) ||
        find.getColumn(5).getInt64() != stored(modelChecksum(data.models))) {
        throw damagedError(file, "the models of data set \"" + name + "\" are not as saved");
    }
    readQueries(file, database, id, data, static_cast<std::size_t>(find.getColumn(1).getInt64()),
                find.getColumn(6).getInt() != 0, job);
    if (find.getColumn(4).getInt64() != stored(contentChecksum(data))) {
        throw damagedError(file, "data set \"" + name + "\" is not as saved");
    }
    readEmbeddings(file, database, id, data, job);
    return data;
}

void insertDataset(SQLite::Database& database, const Dataset& data, const Job& job) {
    SQLite::Statement insert(
        database,
        "INSERT INTO dataset (name, query_count, model_count, output_tokens_estimated, "
        "content_checksum, model_checksum, model_input_tokens) VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, data.name);
    insert.bind(2, static_cast<std::int64_t>(data.queryCount()));
    insert.bind(3, static_cast<std::int64_t>(data.modelCount()));
    insert.bind(4, data.outputTokensEstimated ? 1 : 0);
    insert.bind(5, stored(contentChecksum(data)));
    insert.bind(6, stored(modelChecksum(data.models)));
    insert.bind(7, data.inputTokens.size() > 0 ? 1 : 0);
    insert.exec();
    const std::int64_t id = database.getLastInsertRowid();
    insertModels(database, id, data.models);
    insertQueries(database, id, data, job);
    insertEmbeddings(database, id, data.embeddingSource, data.embedding, job);
}

std::vector<DatasetSummary> Workspace::datasets(const Job& job) const {
    return m_state->read(job, [&](SQLite::Database& database) {
        std::vector<DatasetSummary> summaries;
        SQLite::Statement sets(
            database,
            "SELECT id, name, query_count, embedding_source, embedding_dimension, "
            "(SELECT count(*) FROM query JOIN embedding ON query_id = query.id "
            "WHERE dataset_id = dataset.id) FROM dataset ORDER BY name");
        SQLite::Statement splits(
            database, "SELECT split, count(*) FROM query WHERE dataset_id = ? GROUP BY split");
        while (sets.executeStep()) {
            DatasetSummary& summary = summaries.emplace_back();
            const std::int64_t id = sets.getColumn(0).getInt64();
            summary.name = sets.getColumn(1).getString();
            summary.queries = static_cast<std::size_t>(sets.getColumn(2).getInt64());
            summary.embeddingSource = sets.getColumn(3).getString();
            summary.embeddingDimension = static_cast<std::size_t>(sets.getColumn(4).getInt64());
            summary.embeddings = static_cast<std::size_t>(sets.getColumn(5).getInt64());
            summary.pool = readModels(database, id);
            for (const ModelInfo& model : summary.pool) summary.models.push_back(model.name);
            splits.reset();
            splits.bind(1, id);
            while (splits.executeStep()) {
                summary.splits[splits.getColumn(0).getString()] =
                    static_cast<std::size_t>(splits.getColumn(1).getInt64());
            }
        }
        return summaries;
    });
}

Dataset Workspace::State::load(SQLite::Database& connection, const std::string& name,
                               const Job& job) const {
    auto data = readDataset(file, connection, name, job);
    if (!data) throw unknownDataset(connection, name);
    return std::move(*data);
}

Dataset Workspace::loadDataset(const std::string& name, const Job& job) const {
    return m_state->read(
        job, [&](SQLite::Database& database) { return m_state->load(database, name, job); });
}

void Workspace::saveDataset(const Dataset& data, const Job& job) {
    requireStorable(data);
    m_state->write(job, [&](SQLite::Database& database) {
        removeDatasetRows(database, data.name);
        insertDataset(database, data, job);
    });
}

void Workspace::removeDataset(const std::string& name) {
    m_state->write({}, [&](SQLite::Database& database) {
        if (!removeDatasetRows(database, name)) throw m_state->unknownDataset(database, name);
    });
}

void Workspace::savePrices(const std::string& dataset, const std::vector<ModelInfo>& models) {
    m_state->write({}, [&](SQLite::Database& database) {
        const std::int64_t id = m_state->datasetId(database, dataset);
        SQLite::Statement update(database,
                                 "UPDATE model SET input_price = ?, output_price = ?, "
                                 "price_source = ? WHERE dataset_id = ? AND name = ? "
                                 "RETURNING position");
        SQLite::Statement clear(database,
                                "DELETE FROM price_tier WHERE dataset_id = ? AND position = ?");
        for (const ModelInfo& model : models) {
            update.reset();
            bindUnknown(update, 1, model.inputPrice);
            bindUnknown(update, 2, model.outputPrice);
            update.bind(3, model.priceSource);
            update.bind(4, id);
            update.bind(5, model.name);
            if (!update.executeStep()) {
                throw Error("data set \"" + dataset + "\"",
                            "it has no model \"" + model.name + "\"",
                            "Use the models' names as the data set has them");
            }
            const std::int64_t position = update.getColumn(0).getInt64();
            update.reset();
            clear.reset();
            clear.bind(1, id);
            clear.bind(2, position);
            clear.exec();
            insertTiers(database, id, position, model.tiers);
        }
        SQLite::Statement seal(database, "UPDATE dataset SET model_checksum = ? WHERE id = ?");
        seal.bind(1, stored(modelChecksum(readModels(database, id))));
        seal.bind(2, id);
        seal.exec();
    });
}

}  // namespace orl
