#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/data/import/import.h"

namespace orl {

namespace {

const char* toString(ImportRemark::Kind kind) {
    switch (kind) {
        case ImportRemark::Kind::Repaired:
            return "repaired";
        case ImportRemark::Kind::Refused:
            return "refused";
        case ImportRemark::Kind::Note:
            break;
    }
    return "note";
}

std::string place(const ImportRemark& remark) {
    if (remark.line == 0) return remark.file;
    return fmt::format("{}:{}", remark.file, remark.line);
}

}  // namespace

std::string ImportReport::toJson() const {
    nlohmann::ordered_json json;
    json["format"] = format;
    json["queries"] = queries;
    json["models"] = models;
    json["outcomes"] = outcomes;
    json["missing_scores"] = missingScores;
    json["rows_missing_scores"] = rowsMissingScores;
    json["missing_costs"] = missingCosts;
    json["rows_read"] = rowsRead;
    json["rows_kept"] = rowsKept;
    json["repaired"] = repaired;
    json["refused"] = refused;
    json["splits"] = splits;
    if (!scoreScale.empty()) json["score_scale"] = scoreScale;
    if (!embeddingSource.empty()) {
        json["embedding_source"] = embeddingSource;
        json["embedding_dimension"] = embeddingDimension;
        json["embeddings"] = embeddings;
    }
    json["warnings"] = nlohmann::ordered_json::array();
    for (const ImportRemark& remark : remarks) {
        json["warnings"].push_back({{"kind", toString(remark.kind)},
                                    {"file", remark.file},
                                    {"line", remark.line},
                                    {"count", remark.count},
                                    {"what", remark.what}});
    }
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string ImportReport::toText() const {
    std::string text = fmt::format("{}: {} rows read, {} kept, {} repaired, {} refused\n", format,
                                   rowsRead, rowsKept, repaired, refused);
    text += fmt::format("{} queries, {} models, {} recorded scores\n", queries, models, outcomes);
    text += fmt::format("{} scores missing in {} queries, {} costs unknown\n", missingScores,
                        rowsMissingScores, missingCosts);
    for (const auto& [split, count] : splits) {
        text += fmt::format("split {}: {} queries\n", split.empty() ? "(none)" : split, count);
    }
    if (!embeddingSource.empty()) {
        text += fmt::format("{} vectors of {} numbers ({})\n", embeddings, embeddingDimension,
                            embeddingSource);
    }
    for (const ImportRemark& remark : remarks) {
        const auto where = place(remark);
        text += fmt::format("{}: {}{}{}", toString(remark.kind), where, where.empty() ? "" : ": ",
                            remark.what);
        if (remark.count > 1) text += fmt::format(" ({} times)", remark.count);
        text += '\n';
    }
    return text;
}

}  // namespace orl
