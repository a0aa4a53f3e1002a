#include "ui/style/appearance.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include "ui/style/tokens.h"

namespace orl {

QPalette paletteOf(const Theme& theme) {
    QPalette palette(theme.button, theme.window);
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.background);
    palette.setColor(QPalette::AlternateBase, theme.alternate);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.button);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::ToolTipBase, theme.tooltip);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.mutedText);
    palette.setColor(QPalette::Highlight, theme.dark ? QColor(0x2f66c4) : theme.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::Mid, theme.control);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.mutedText);
    }
    return palette;
}

void applyAppearance(Preferences::Appearance appearance) {
    static const QPalette system = QApplication::palette();
    if (QApplication::style()->name() != "fusion") {
        QApplication::setStyle(QStyleFactory::create("Fusion"));
    }
    const bool systemDark = system.color(QPalette::Window).lightness() < 128;
    const bool dark = appearance == Preferences::Appearance::Dark ||
                      (appearance == Preferences::Appearance::System && systemDark);
    const QPalette palette = paletteOf(dark ? Theme::night() : Theme::light());
    QApplication::setPalette(palette);
    // The style draws the outlines of boxes and fields darker than their window: on a dark one,
    // unseen.
    QPalette boxes = palette;
    if (dark) boxes.setColor(QPalette::Window, palette.color(QPalette::PlaceholderText));
    for (const char* outlined : {"QCheckBox", "QRadioButton", "orl::PoolTable", "QAbstractSpinBox",
                                 "QComboBox", "QLineEdit", "QPushButton", "QToolButton"}) {
        QApplication::setPalette(boxes, outlined);
    }
    QApplication::setPalette(palette, "QHeaderView");  // else it would fill its end with that
}

}  // namespace orl
