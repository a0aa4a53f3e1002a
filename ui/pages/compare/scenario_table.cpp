#include "ui/pages/compare/scenario_table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTimer>
#include <algorithm>
#include <cmath>

#include "ui/pages/compare/scenario_model.h"
#include "ui/style/palette.h"
#include "ui/style/tokens.h"
#include "ui/widgets/table_look.h"

namespace orl {

namespace {

constexpr int kScenarioRow = 25;
constexpr int kScenarioHead = 52;
constexpr int kCellMargin = 8;
constexpr int kGroupWidth = 64;

bool isNow(const ScenarioModel& model, int column) {
    return model.columns()[std::size_t(column)].kind == ScenarioColumn::Kind::Now;
}

/// The ground that no section covers, as that of the cells.
void paintRest(const QHeaderView& head) {
    QPainter painter(head.viewport());
    QRect rest = head.viewport()->rect();
    if (head.orientation() == Qt::Horizontal) {
        rest.setLeft(head.length() - head.offset());
    } else {
        rest.setTop(head.length() - head.offset());
    }
    painter.fillRect(rest, Theme::of(head.palette()).background);
}

/// Letter disc, name and note.
class ScenarioHead : public QHeaderView {
  public:
    ScenarioHead(const ScenarioModel& model, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent), m_scenarios(model) {
        setSectionsClickable(true);
        setSectionsMovable(true);
        setContextMenuPolicy(Qt::CustomContextMenu);
        setFixedHeight(std::max(kScenarioHead, 2 * fontMetrics().height() + 18));
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        QHeaderView::paintEvent(event);
        paintRest(*this);
    }
    void paintSection(QPainter* painter, const QRect& rect, int logical) const override {
        const Theme& theme = Theme::of(palette());
        const ScenarioColumn& column = m_scenarios.columns()[std::size_t(logical)];
        const bool now = column.kind == ScenarioColumn::Kind::Now;
        painter->save();
        painter->setClipRect(rect);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillRect(rect, now ? mixed(theme.background, theme.tint, 0.5) : theme.alternate);
        if (now) painter->fillRect(QRect(rect.topLeft(), QSize(rect.width(), 3)), theme.accent);
        painter->setPen(theme.border);
        painter->drawLine(rect.topRight(), rect.bottomRight());
        painter->drawLine(rect.bottomLeft(), rect.bottomRight());
        constexpr int kLetterDisc = 22;
        const QRect disc(rect.left() + 10, rect.center().y() - kLetterDisc / 2, kLetterDisc,
                         kLetterDisc);
        const bool pinned = column.kind == ScenarioColumn::Kind::Pinned;
        painter->setBrush(now ? theme.accent : pinned ? theme.ghost : theme.background);
        painter->setPen(QPen(now ? theme.accent : theme.ghost, 1.4));
        painter->drawEllipse(disc);
        QFont bold = font();
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(now || pinned ? theme.background : theme.text);
        painter->drawText(disc, Qt::AlignCenter, column.letter);
        const int left = disc.right() + 10;
        const int room = rect.right() - left - 6;
        const int line = fontMetrics().height();
        const int top = rect.center().y() - line - 1;
        painter->setPen(theme.text);
        painter->drawText(QRect(left, top, room, line), Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(bold).elidedText(column.name, Qt::ElideRight, room));
        painter->setFont(type::note(font()));
        const bool wrong = !column.remarks.isEmpty() || !column.error.isEmpty();
        painter->setPen(wrong ? theme.warning : now ? theme.accent : theme.mutedText);
        painter->drawText(
            QRect(left, top + line + 2, room, line), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(painter->font()).elidedText(column.note, Qt::ElideRight, room));
        painter->restore();
    }

  private:
    const ScenarioModel& m_scenarios;
};

/// Groups and names of the metrics.
class MetricHead : public QHeaderView {
  public:
    MetricHead(const ScenarioModel& model, QWidget* parent)
        : QHeaderView(Qt::Vertical, parent), m_scenarios(model) {
        setSectionResizeMode(QHeaderView::Fixed);
    }
    QSize sizeHint() const override {
        int widest = 0;
        for (int metric = 0; metric < ScenarioModel::MetricCount; ++metric) {
            widest = std::max(widest, fontMetrics().horizontalAdvance(m_scenarios.label(metric)));
        }
        return {groupWidth() + widest + 2 * kCellMargin, 0};
    }
    int groupWidth() const {
        QFont bold = font();
        bold.setBold(true);
        int widest = kGroupWidth;
        for (int metric = 0; metric < ScenarioModel::MetricCount; ++metric) {
            widest = std::max(widest, 2 * kCellMargin + QFontMetrics(bold).horizontalAdvance(
                                                            ScenarioModel::group(metric)));
        }
        return widest;
    }

  protected:
    void paintEvent(QPaintEvent* event) override {
        QHeaderView::paintEvent(event);
        paintRest(*this);
    }
    void paintSection(QPainter* painter, const QRect& rect, int metric) const override {
        const Theme& theme = Theme::of(palette());
        painter->save();
        painter->fillRect(rect, theme.background);
        painter->setPen(theme.border);
        painter->drawLine(rect.topRight(), rect.bottomRight());
        QFont bold = font();
        bold.setBold(true);
        if (m_scenarios.startsGroup(metric)) {
            if (metric > 0) painter->drawLine(rect.topLeft(), rect.topRight());
            painter->setFont(bold);
            painter->setPen(theme.text);
            painter->drawText(rect.adjusted(kCellMargin + 2, 0, 0, 0),
                              Qt::AlignLeft | Qt::AlignVCenter, ScenarioModel::group(metric));
        }
        painter->setFont(font());
        painter->setPen(theme.mutedText);
        painter->drawText(rect.adjusted(groupWidth(), 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          m_scenarios.label(metric));
        painter->restore();
    }

  private:
    const ScenarioModel& m_scenarios;
};

class ScenarioDelegate : public QStyledItemDelegate {
  public:
    ScenarioDelegate(const ScenarioModel& model, QObject* parent)
        : QStyledItemDelegate(parent), m_model(model) {}

    void setColors(std::vector<std::pair<std::string, int>> colors) {
        m_colors = std::move(colors);
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::of(option.palette);
        const int metric = index.row();
        const int column = index.column();
        painter->save();
        QColor ground =
            isNow(m_model, column) ? mixed(theme.background, theme.tint, 0.5) : theme.background;
        if (option.state & QStyle::State_Selected) ground = mixed(ground, theme.tint, 0.7);
        painter->fillRect(option.rect, ground);
        painter->setPen(theme.border);
        painter->drawLine(option.rect.topRight(), option.rect.bottomRight());
        if (metric > 0 && m_model.startsGroup(metric)) {
            painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        }
        if (metric == ScenarioModel::Share) {
            paintShares(*painter, option.rect.adjusted(12, 6, -12, -5), column, theme);
        } else {
            paintValue(*painter, option, index, theme);
        }
        painter->restore();
    }

  private:
    void paintValue(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                    const Theme& theme) const {
        const int metric = index.row();
        const int column = index.column();
        const bool best = m_model.isBest(metric, column);
        // Two straight columns of digits.
        QRect value = option.rect;
        value.setRight(option.rect.left() + option.rect.width() * 12 / 25);
        QRect beside = option.rect.adjusted(0, 0, -12, 0);
        beside.setLeft(value.right() + 4);
        QFont font = option.font;
        if (best) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(mixed(theme.tint, theme.accent, 0.14));
            painter.drawRoundedRect(value.adjusted(kCellMargin, 2, 7, -2), 3, 3);
            font.setBold(true);
        }
        painter.setFont(font);
        const auto& shown = m_model.columns()[std::size_t(column)];
        const bool unmet = shown.answer && !shown.answer->figures.feasible &&
                           metric != ScenarioModel::Goal && metric != ScenarioModel::Capacity;
        painter.setPen(unmet ? theme.warning : theme.text);
        painter.drawText(value, Qt::AlignRight | Qt::AlignVCenter,
                         index.data(Qt::DisplayRole).toString());
        const ScenarioModel::Tone tone = m_model.tone(metric, column);
        font.setBold(metric == ScenarioModel::Capacity);
        painter.setFont(font);
        painter.setPen(tone == ScenarioModel::Tone::Better  ? theme.accent
                       : tone == ScenarioModel::Tone::Worse ? theme.warning
                                                            : theme.mutedText);
        painter.drawText(beside, Qt::AlignRight | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_model.beside(metric, column),
                                                          Qt::ElideMiddle, beside.width()));
    }

    void paintShares(QPainter& painter, const QRect& rect, int column, const Theme& theme) const {
        const auto& answer = m_model.columns()[std::size_t(column)].answer;
        if (!answer) return;
        const ScenarioFigures& figures = answer->figures;
        std::vector<std::size_t> order;
        order.reserve(figures.models.size());
        for (std::size_t j = 0; j < figures.models.size(); ++j) order.push_back(j);
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            return figures.share[a] > figures.share[b];
        });
        double from = 0.0;
        for (const std::size_t j : order) {
            const double to = from + figures.share[j];
            const int left = rect.left() + int(std::lround(from * rect.width()));
            const int right = rect.left() + int(std::lround(to * rect.width()));
            from = to;
            if (right <= left) continue;
            const auto known =
                std::ranges::find(m_colors, figures.models[j], &std::pair<std::string, int>::first);
            const int color = known == m_colors.end() ? -1 : known->second;
            painter.fillRect(QRect(left, rect.top(), right - left, rect.height()),
                             modelColor(color, theme.dark));
            // A seam: neighbours may look alike.
            painter.fillRect(QRect(right - 1, rect.top(), 1, rect.height()), theme.background);
        }
    }

    const ScenarioModel& m_model;
    std::vector<std::pair<std::string, int>> m_colors;
};

}  // namespace

ScenarioTable::ScenarioTable(ScenarioModel& model, QWidget* parent)
    : QTableView(parent), m_model(model), m_corner(new QLabel(this)) {
    setModel(&model);
    setObjectName(QStringLiteral("scenarios"));
    setAccessibleName(tr("Comparison of scenarios"));
    setHorizontalHeader(new ScenarioHead(model, this));
    setVerticalHeader(new MetricHead(model, this));
    setItemDelegate(new ScenarioDelegate(model, this));
    setShowGrid(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setSelectionBehavior(SelectColumns);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    m_corner->setTextFormat(Qt::PlainText);
    m_corner->setAutoFillBackground(true);
    m_corner->setBackgroundRole(QPalette::AlternateBase);
    m_corner->setContentsMargins(kCellMargin + 2, 0, 0, 0);
    QHeaderView* head = horizontalHeader();
    connect(head, &QHeaderView::sectionDoubleClicked, this, &ScenarioTable::renameAsked);
    connect(head, &QHeaderView::sectionClicked, this, [this](int column) {
        selectColumn(column);
        emit columnChosen(column);
    });
    connect(this, &QTableView::clicked, this,
            [this](const QModelIndex& index) { emit columnChosen(index.column()); });
    connect(head, &QHeaderView::sectionMoved, this,
            [this](int, int from, int to) { takeMove(from, to); });
    connect(head, &QWidget::customContextMenuRequested, this, [this, head](QPoint place) {
        const int column = head->logicalIndexAt(place);
        if (column >= 0) emit menuAsked(column, head->mapToGlobal(place));
    });
    connect(&model, &QAbstractItemModel::modelReset, this, &ScenarioTable::sizeSections);
    connect(&model, &QAbstractItemModel::headerDataChanged, this, [this] { showCorner(); });
    sizeSections();
}

void ScenarioTable::setColors(std::vector<std::pair<std::string, int>> colors) {
    static_cast<ScenarioDelegate*>(itemDelegate())->setColors(std::move(colors));
    viewport()->update();
}

/// The order is the workspace's: what was dropped comes back in it.
void ScenarioTable::takeMove(int from, int to) {
    if (m_settingBack) return;
    QTimer::singleShot(0, this, [this, from, to] {
        m_settingBack = true;
        QHeaderView* head = horizontalHeader();
        for (int column = 0; column < head->count(); ++column) {
            head->moveSection(head->visualIndex(column), column);
        }
        m_settingBack = false;
        emit columnMoved(from, to);
    });
}

void ScenarioTable::sizeSections() {
    const int letters = fontMetrics().averageCharWidth();
    horizontalHeader()->setDefaultSectionSize(std::max(186, 27 * letters));
    verticalHeader()->setDefaultSectionSize(std::max(kScenarioRow, fontMetrics().height() + 8));
    fitHeight();
    showCorner();
}

void ScenarioTable::showCorner() {
    const int columns = m_model.columnCount();
    const QString marked = m_model.rivals();
    m_corner->setText((columns == 1 ? tr("1 scenario") : tr("%1 scenarios").arg(columns)) +
                      (marked.isEmpty() ? QString() : '\n' + marked));
}

QString ScenarioTable::cornerText() const {
    return m_corner->text();
}

QRect ScenarioTable::headRect(int column) const {
    const QHeaderView* head = horizontalHeader();
    return {head->sectionViewportPosition(column), 0, head->sectionSize(column), head->height()};
}

QSize ScenarioTable::sizeHint() const {
    const int bar = horizontalScrollBar()->sizeHint().height();
    return {900, verticalHeader()->length() + horizontalHeader()->height() + bar + 4};
}

/// All of it and no more: what is below gets the rest.
void ScenarioTable::fitHeight() {
    setMaximumHeight(sizeHint().height());
}

void ScenarioTable::updateGeometries() {
    QTableView::updateGeometries();
    const int frame = frameWidth();
    m_corner->setGeometry(frame, frame, verticalHeader()->width(), horizontalHeader()->height());
    m_corner->raise();
}

void ScenarioTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange) sizeSections();
}

void ScenarioTable::keyPressEvent(QKeyEvent* event) {
    const int column = currentIndex().column();
    if (column >= 0 && event->key() == Qt::Key_F2) {
        emit renameAsked(column);
    } else if (column >= 0 && event->key() == Qt::Key_Menu) {
        emit menuAsked(column, horizontalHeader()->mapToGlobal(headRect(column).center()));
    } else {
        QTableView::keyPressEvent(event);
    }
}

}  // namespace orl
