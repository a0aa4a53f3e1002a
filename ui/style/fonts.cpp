#include "ui/style/fonts.h"

#include <QFontDatabase>
#include <QStringList>
#include <algorithm>

#include "core/support/error.h"

namespace orl {

void requireFonts() {
    // Names that Qt knows whatever is installed; they stand for other fonts.
    const QStringList standIns = {QStringLiteral("Sans Serif"), QStringLiteral("Serif"),
                                  QStringLiteral("Monospace")};
    const QStringList families = QFontDatabase::families();
    if (std::ranges::any_of(
            families, [&standIns](const QString& family) { return !standIns.contains(family); })) {
        return;
    }
    throw Error("fonts", "This machine has no font to write with",
                "Install one, such as the package fonts-dejavu-core, and try again");
}

}  // namespace orl
