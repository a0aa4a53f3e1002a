#include "ui/session/vector_text.h"

#include <QCoreApplication>
#include <cmath>

#include "core/lab/word_fit.h"
#include "ui/session/label_text.h"

namespace orl {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("VectorText", text);
}

}  // namespace

QString vectorsTitle(const std::string& source) {
    if (!isOfWords(source)) return labelText(source);
    return tr("Words: %1").arg(labelText(wordsFile(source)));
}

QString vectorsText(const Prepared& prepared) {
    const std::string& source = prepared.predictor->embeddingSource();
    if (source.empty()) return {};
    if (!isOfWords(source)) return tr("Similar by %1").arg(labelText(source));
    QString text =
        tr("%1, %2 dimensions").arg(vectorsTitle(source)).arg(prepared.data->embedding.cols());
    const TextVectors* const words = wordsOf(*prepared.predictor);
    if (!words) {
        return text + tr("; the words are not kept: a text that is asked about has no vector");
    }
    // Rounded down: all of them only where it is all.
    const WordCoverage& known = words->trained();
    const double share = 100.0 * double(known.runningFound) / double(known.runningWords);
    return text + tr(", %1 % of the words known").arg(std::floor(share));
}

}  // namespace orl
