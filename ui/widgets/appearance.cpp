#include "ui/widgets/appearance.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace orl {

namespace {

struct Tones {
    QColor window, base, alternate, button, text, muted, border, accent;
};

QPalette paletteOf(const Tones& tones) {
    QPalette palette(tones.button, tones.window);
    palette.setColor(QPalette::Window, tones.window);
    palette.setColor(QPalette::WindowText, tones.text);
    palette.setColor(QPalette::Base, tones.base);
    palette.setColor(QPalette::AlternateBase, tones.alternate);
    palette.setColor(QPalette::Text, tones.text);
    palette.setColor(QPalette::Button, tones.button);
    palette.setColor(QPalette::ButtonText, tones.text);
    palette.setColor(QPalette::ToolTipBase, tones.base);
    palette.setColor(QPalette::ToolTipText, tones.text);
    palette.setColor(QPalette::PlaceholderText, tones.muted);
    palette.setColor(QPalette::Highlight, tones.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, tones.accent);
    palette.setColor(QPalette::Mid, tones.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, tones.muted);
    }
    return palette;
}

QPalette lightPalette() {
    return paletteOf({QColor(0xf4f5f7), QColor(0xffffff), QColor(0xf7f8fa), QColor(0xf0f1f4),
                      QColor(0x1c2127), QColor(0x8a929c), QColor(0xc9ced6), QColor(0x1f5fd6)});
}

QPalette darkPalette() {
    return paletteOf({QColor(0x1f2227), QColor(0x181a1e), QColor(0x1d2025), QColor(0x2b2f36),
                      QColor(0xe3e6ea), QColor(0x7d858f), QColor(0x3b4048), QColor(0x3f7ee0)});
}

}  // namespace

void applyAppearance(Preferences::Appearance appearance) {
    static const QPalette system = QApplication::palette();
    if (QApplication::style()->name() != "fusion") {
        QApplication::setStyle(QStyleFactory::create("Fusion"));
    }
    const bool systemDark = system.color(QPalette::Window).lightness() < 128;
    const bool dark = appearance == Preferences::Appearance::Dark ||
                      (appearance == Preferences::Appearance::System && systemDark);
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QApplication::setPalette(palette);
    // The style draws the outlines of boxes and fields darker than their window: on a dark one,
    // unseen.
    QPalette boxes = palette;
    if (dark) boxes.setColor(QPalette::Window, palette.color(QPalette::PlaceholderText));
    for (const char* outlined : {"QCheckBox", "orl::PoolTable", "QAbstractSpinBox", "QComboBox",
                                 "QLineEdit", "QPushButton", "QToolButton"}) {
        QApplication::setPalette(boxes, outlined);
    }
    QApplication::setPalette(palette, "QHeaderView");  // else it would fill its end with that
}

}  // namespace orl
