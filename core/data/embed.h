#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/data/workspace/workspace.h"

namespace orl {

/// Asks an embedding model for the vectors of texts: one finite row per text, in their order.
using EmbedTexts =
    std::function<Embeddings(std::span<const std::string_view> texts, const Job& job)>;

struct EmbedOptions {
    std::string dataset;
    std::string model;       ///< under which answers are kept
    std::string source;      ///< for Dataset::embeddingSource
    std::size_t batch = 64;  ///< texts in one question, at least 1
};

struct EmbedSummary {
    std::size_t queries = 0;
    std::size_t dimension = 0;
    std::size_t asked = 0;  ///< different texts that the model was asked for
    std::size_t kept = 0;   ///< different texts whose vectors were kept from before
};

/// What embedding a data set takes.
struct EmbedCount {
    std::size_t queries = 0;
    std::size_t texts = 0;      ///< different ones
    std::size_t kept = 0;       ///< of them, whose vectors are kept from before
    std::size_t dimension = 0;  ///< of those vectors; 0: none are kept
    std::size_t open() const { return texts - kept; }
};

/// @throws Error, Cancelled
EmbedCount countEmbedded(const Workspace& workspace, const Dataset& data, const std::string& model,
                         const Job& job = {});

/// Gives every query of a data set the vector of its text, from what the workspace has kept of the
/// model, else by asking for it. Each answer is kept at once, so that nothing is asked for twice
/// when the work is stopped or fails; the data set itself changes at the end alone. While it asks,
/// others may change the workspace.
/// @throws Error, also when answers differ in length from each other or from those kept, or when
/// the data set's texts have changed meanwhile; Cancelled
EmbedSummary embedDataset(Workspace& workspace, const EmbedOptions& options, const EmbedTexts& ask,
                          const Job& job = {});

}  // namespace orl
