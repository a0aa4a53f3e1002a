#include "ui/report/letters_there.h"

#include <QGlyphRun>
#include <QTextLayout>
#include <algorithm>

#include "ui/report/sheet.h"

namespace orl {

namespace {

bool isMissing(const QString& text) {
    QTextLayout layout(text, sheet::letters(sheet::kSmall));
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const auto runs = layout.glyphRuns();
    return runs.isEmpty() || std::ranges::any_of(runs, [](const QGlyphRun& run) {
               return run.glyphIndexes().contains(0);
           });
}

}  // namespace

QStringList missingLetters(const QString& text) {
    QStringList missing;
    if (!isMissing(text)) return missing;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const bool pair = text[at].isHighSurrogate() && at + 1 < text.size();
        const QString letter = text.mid(at, pair ? 2 : 1);
        if (pair) ++at;
        const uint point = letter.toUcs4().constFirst();
        const QString name = QStringLiteral("U+%1").arg(point, 4, 16, QLatin1Char('0')).toUpper();
        if (!missing.contains(name) && isMissing(letter)) missing << name;
    }
    return missing;
}

}  // namespace orl
