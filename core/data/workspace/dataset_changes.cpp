#include "core/data/workspace/dataset_rows.h"
#include "core/data/workspace/state.h"

namespace orl {

Dataset Workspace::updateDataset(const std::string& name, const DatasetChange& change,
                                 const Job& job) {
    return m_state->writeInTurn(job, [&](SQLite::Database& database) {
        Dataset next = change(readDataset(m_state->file, database, name, job));
        next.name = name;
        requireStorable(next);
        removeDatasetRows(database, name);
        insertDataset(database, next, job);
        return next;
    });
}

void Workspace::renameDataset(const std::string& from, const std::string& to) {
    if (to.empty()) throw Error("data set", "it has no name", "Give it a name");
    if (from == to) return;
    m_state->write({}, [&](SQLite::Database& database) {
        m_state->datasetId(database, from);
        SQLite::Statement taken(database, "SELECT 1 FROM dataset WHERE name = ?");
        taken.bind(1, to);
        if (taken.executeStep()) {
            throw Error("data set \"" + to + "\"", "There is one of this name already",
                        "Choose another name, or delete that one first");
        }
        SQLite::Statement rename(database, "UPDATE dataset SET name = ? WHERE name = ?");
        rename.bind(1, to);
        rename.bind(2, from);
        rename.exec();
        // Their keys hold the old name.
        SQLite::Statement fits(database, "DELETE FROM predictor WHERE dataset = ?");
        fits.bind(1, from);
        fits.exec();
    });
}

}  // namespace orl
