#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/data/workspace/workspace.h"
#include "core/predict/predictor.h"
#include "core/predict/text_vectors.h"

/// The words that a data set's vectors were made of, kept beside it in the workspace: fits made
/// anew, and queries that come later, go by the same ones without the file.
namespace orl {

struct StoredWords {
    std::string source;  ///< Dataset::embeddingSource of vectors that they made
    std::shared_ptr<const TextVectors> words;
};

/// In place of those that were kept. @throws Error
void storeWords(Workspace& workspace, const std::string& dataset, const StoredWords& stored);
/// Nothing where none are kept. @throws Error if they are damaged
std::optional<StoredWords> storedWords(const Workspace& workspace, const std::string& dataset);
/// Nothing happens where there are none.
void removeWords(Workspace& workspace, const std::string& dataset);

/// Those that made the vectors that the data have now; null where they come from elsewhere or the
/// words are not kept. @throws Error if they are damaged
std::shared_ptr<const TextVectors> wordsBehind(const Workspace& workspace, const Dataset& data);

/// The fit, with the words behind the data's vectors where it goes by those and knows none yet.
/// @param data that it was fitted on @throws Error if the words are damaged
Predictor withWordsBehind(const Predictor& fit, const Workspace& workspace, const Dataset& data);

/// The words of a data set, held while it is replaced, renamed or dealt anew, which drops them.
class KeptWords {
  public:
    /// Damaged ones are none.
    KeptWords(const Workspace& workspace, const std::string& dataset);
    /// Puts them back under the name that the data set has then, and gives those of its queries
    /// that have no vector the one that their words make, in memory and in the workspace. Where the
    /// data bring vectors from elsewhere, those stay and the words go. @throws Error, Cancelled
    void restore(Workspace& workspace, Dataset& data, const Job& job = {}) const;

  private:
    std::string m_dataset;
    std::optional<StoredWords> m_stored;
};

}  // namespace orl
