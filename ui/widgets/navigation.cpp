#include "ui/widgets/navigation.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/tokens.h"

namespace orl {

namespace {

constexpr int kIcon = 22;
constexpr int kCompactSide = 40;
constexpr int kBar = 3;

class PageButton : public QAbstractButton {
  public:
    PageButton(const QIcon& icon, const QString& title) {
        setIcon(icon);
        setText(title);
        setAccessibleName(title);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }
    void setCompact(bool compact) {
        m_compact = compact;
        updateGeometry();
        update();
    }
    QSize sizeHint() const override {
        const int word = QFontMetrics(type::note(font())).horizontalAdvance(text());
        const int side = m_compact ? kCompactSide : space::kNavigation;
        return {m_compact ? side : std::max(side, word + space::kGap), m_compact ? side : side - 2};
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF plate = QRectF(rect()).adjusted(4, 3, -4, -3);
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? theme.tint : theme.grid);
            painter.drawRoundedRect(plate, space::kRadius, space::kRadius);
        }
        if (isChecked()) {
            painter.setBrush(theme.accent);
            painter.drawRect(QRectF(0, plate.top(), kBar, plate.height()));
        }
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(theme.accent);
            painter.drawRoundedRect(plate.adjusted(0.5, 0.5, -0.5, -0.5), space::kRadius,
                                    space::kRadius);
        }
        paintFace(painter, theme);
    }

  private:
    void paintFace(QPainter& painter, const Theme& theme) {
        const QFont small = type::note(font());
        const int line = QFontMetrics(small).height();
        const int face = m_compact ? kIcon : kIcon + 3 + line;
        const int top = (height() - face) / 2;
        icon().paint(&painter, QRect((width() - kIcon) / 2, top, kIcon, kIcon), Qt::AlignCenter,
                     QIcon::Normal, isChecked() ? QIcon::On : QIcon::Off);
        if (m_compact) return;
        painter.setFont(small);
        painter.setPen(isChecked() ? theme.accent : theme.text);
        painter.drawText(QRect(0, top + kIcon + 3, width(), line), Qt::AlignHCenter, text());
    }

    bool m_compact = false;
};

}  // namespace

NavigationBar::NavigationBar(QWidget* parent)
    : QWidget(parent), m_column(new QVBoxLayout(this)), m_group(new QButtonGroup(this)) {
    setAccessibleName(tr("Pages"));
    m_column->setContentsMargins(0, 2, 0, 2);
    m_column->setSpacing(2);
    m_column->addStretch(1);
    m_group->setExclusive(true);
    connect(m_group, &QButtonGroup::idClicked, this, &NavigationBar::chosen);
}

void NavigationBar::addPage(const QIcon& icon, const QString& title, const QString& tooltip) {
    auto* button = new PageButton(icon, title);
    button->setToolTip(tooltip);
    button->setCompact(m_compact);
    m_group->addButton(button, count());
    m_column->insertWidget(count(), button);
    m_buttons.push_back(button);
    if (count() == 1) button->setChecked(true);
}

void NavigationBar::setCurrent(int page) {
    m_buttons[std::size_t(page)]->setChecked(true);
}

int NavigationBar::current() const {
    return m_group->checkedId();
}

void NavigationBar::setCompact(bool compact) {
    if (compact == m_compact) return;
    m_compact = compact;
    for (QAbstractButton* button : m_buttons) static_cast<PageButton*>(button)->setCompact(compact);
}

}  // namespace orl
